import type { Kysely } from 'kysely';
import { makeDemoNetwork } from '../../geodata/demo/walk/network.ts';
import { CityGeometries } from '../cities/geometries.ts';
import type { Database } from '../db/schema.ts';
import { packNetwork, storeNetwork } from './network-store.ts';

/**
 * Gives the demo city its walking network where it has none: at the first start, or in a data folder from before there
 * were networks. Does nothing where there is no such city or it is not a generated one.
 */
export async function ensureDemoNetwork(
  db: Kysely<Database>,
  cityId: string,
  { seed, onMake }: { seed: number; onMake: () => void },
): Promise<void> {
  const row = await db
    .selectFrom('city')
    .leftJoin('walk_network', 'walk_network.city_id', 'city.id')
    .select(['city.synthetic', 'city.provenance', 'walk_network.edition'])
    .where('city.id', '=', cityId)
    .executeTakeFirst();
  if (row === undefined || !row.synthetic || row.edition !== null) return;
  onMake();
  const { zones, zoneShapes, people } = await new CityGeometries(db).of(cityId);
  const ground = { zones: zones.map((z) => ({ ...z, compound: z.compound ?? -1 })), zoneShapes, people };
  const made = packNetwork(makeDemoNetwork(ground, seed), {
    layer: 'network',
    source: `Shaotu demo generator, seed ${seed}`,
    licence: 'MIT',
    date: row.provenance.find(({ layer }) => layer === 'zones')?.date ?? '',
    sourceCrs: 'WGS-84',
    synthetic: true,
    note: 'Streets along the borders of zones, five bridges, two railways and the gates of compounds, all generated.',
  });
  await db.transaction().execute(async (trx) => {
    // Another server on the same database may be as far.
    await trx.selectFrom('city').select('id').where('id', '=', cityId).forUpdate().executeTakeFirst();
    const known = await trx.selectFrom('walk_network').select('edition').where('city_id', '=', cityId).executeTakeFirst(); // prettier-ignore
    if (known === undefined) await storeNetwork(trx, cityId, made);
  });
}
