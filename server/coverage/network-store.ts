import type { Kysely, Transaction } from 'kysely';
import type { Provenance } from '../../geodata/model.ts';
import { encodeNetwork } from '../../geodata/network/encoding.ts';
import type { BuiltNetwork } from '../../geodata/network/model.ts';
import type { NetworkInfo } from '../contract/network.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';

/** A network as it is stored, and its figures. */
export interface MeasuredNetwork extends Omit<NetworkInfo, 'edition' | 'provenance'> {
  bytes: Uint8Array;
}

/** The same with where it comes from. */
export interface PackedNetwork extends MeasuredNetwork {
  provenance: Provenance;
}

export function measureNetwork({ network, notes }: BuiltNetwork): MeasuredNetwork {
  let metres = 0;
  for (const length of network.metres) metres += length;
  const [nodes, edges] = [network.nodes.length / 2, network.from.length];
  return { notes, nodes, edges, metres, bytes: encodeNetwork(network) };
}

export const packNetwork = (built: BuiltNetwork, provenance: Provenance): PackedNetwork => ({
  ...measureNetwork(built),
  provenance,
});

/** Puts a network in the place of the city's present one; returns its edition. */
export async function storeNetwork(
  trx: Transaction<Database>,
  cityId: string,
  { provenance, notes, bytes, ...counts }: PackedNetwork,
): Promise<number> {
  const row = {
    ...counts,
    provenance: JSON.stringify(provenance),
    notes: JSON.stringify(notes),
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  };
  const { edition } = await trx
    .insertInto('walk_network')
    .values({ city_id: cityId, edition: 1, ...row })
    .onConflict((oc) =>
      oc.column('city_id').doUpdateSet((eb) => ({ ...row, edition: eb('walk_network.edition', '+', 1) })),
    )
    .returning('edition')
    .executeTakeFirstOrThrow();
  return edition;
}

/** What is known of the city's network; throws `network-missing`. */
export async function readNetworkInfo(db: Kysely<Database>, cityId: string): Promise<NetworkInfo> {
  const row = await db
    .selectFrom('walk_network')
    .select(['edition', 'provenance', 'notes', 'nodes', 'edges', 'metres'])
    .where('city_id', '=', cityId)
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError('network-missing', cityId);
  return row;
}

/** The edition of the city's network; throws `network-missing`. */
export async function networkEdition(db: Kysely<Database>, cityId: string): Promise<number> {
  return (await readNetworkInfo(db, cityId)).edition;
}

/** The network as stored, and its edition; throws `network-missing`. */
export async function readNetwork(
  db: Kysely<Database>,
  cityId: string,
): Promise<{ edition: number; bytes: Uint8Array }> {
  const row = await db
    .selectFrom('walk_network')
    .select(['edition', 'bytes'])
    .where('city_id', '=', cityId)
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError('network-missing', cityId);
  return row;
}
