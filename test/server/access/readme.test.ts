import { readFile } from 'node:fs/promises';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { tableOfRights, tableOfRoleSteps } from '../../support/draw-rights.ts';

describe('the table of rights', () => {
  it('stands in the README as the contract has it', async () => {
    const readme = await readFile('README.md', 'utf8');
    for (const table of [tableOfRights(), tableOfRoleSteps()])
      expect(readme).toContain((await format(table, { parser: 'markdown', printWidth: 120 })).trim());
  });
});
