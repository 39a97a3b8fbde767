import { sql, type RawBuilder } from 'kysely';
import type { Scope } from '../contract/scope.ts';

/** `isVisible` of the contract, as a condition on the table `whistle`. */
export function visibleIn({ parts }: Scope): RawBuilder<boolean> {
  const conditions = parts.map(({ area, department }) => {
    const inArea = area === null ? sql`true` : sql`${area} in (district, street, community)`;
    const called = JSON.stringify([{ department }]);
    return sql`(${inArea} and ${department === null ? sql`true` : sql`departments @> ${called}::jsonb`})`;
  });
  return conditions.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}
