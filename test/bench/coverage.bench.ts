import type pg from 'pg';
import { CoverageIndex } from '../../server/coverage/engine/coverage-index.ts';
import { benchCity, type BenchCity } from './coverage-city.ts';
import { circleText, loadCircles, loadZones, moveQuery, sharesQuery } from './coverage-postgis.ts';
import { turfSample } from './coverage-turf.ts';
import { figure, measure, rowOf, type PeerResult, type Row, type Timing, type Wanted } from './harness.ts';
import { peerName, withPeer } from './peer.ts';

export const names = ['coverage.shares', 'coverage.shares.turf', 'coverage.move'];

/** How far shares may lie apart and still be the same answer. */
const tolerance = 1e-3;
/** Corners that are tried for the peer's circles, until its answer is the same as that of true circles. */
const cornersTried = [64, 128, 256, 512, 1024];

interface PeerShares {
  corners: number;
  timing: Timing;
  farthest: number;
}

export async function rows(wanted: Wanted): Promise<Row[]> {
  const city = await benchCity(1);
  const index = new CoverageIndex(city.zones, city.discs);
  const made: Row[] = [];
  await withPeer(async (peer) => {
    if (peer !== undefined) await loadZones(peer, city.zones);
    if (wanted('coverage.shares')) made.push(await sharesRow(city, index, peer));
    if (wanted('coverage.move')) made.push(await moveRow(city, index, peer));
  });
  if (wanted('coverage.shares.turf')) made.push(await turfSample(city, tolerance));
  return made;
}

const sumOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

const timeFull = (index: CoverageIndex): Promise<Timing> =>
  measure(
    () => {
      index.full();
      return sumOf(index.shares.once);
    },
    { warmUp: 10, repeats: 31 },
  );

async function sharesRow(city: BenchCity, index: CoverageIndex, peer: pg.Client | undefined): Promise<Row> {
  const ours = await timeFull(index);
  const scene = `${city.label}: ${city.discs.length / 3} circles × ${index.zones.count} zones`;
  if (peer === undefined) return rowOf('coverage.shares', ours, undefined, scene);
  const tries: PeerShares[] = [];
  for (const corners of cornersTried) {
    tries.push(await peerShares(peer, city, index, corners));
    if (tries.at(-1)!.farthest <= tolerance) break;
  }
  const last = tries.at(-1)!;
  const result: PeerResult = {
    name: `${await peerName(peer)}, ${last.corners}-gons`,
    timing: last.timing,
    agree: last.farthest <= tolerance,
  };
  const told = tries.map(
    (t) =>
      `${t.corners}-gons ${figure(t.timing.medianMs)} ms (${figure(t.timing.medianMs / ours.medianMs)} ×), worst zone off by ${figure(t.farthest)}`,
  );
  return rowOf('coverage.shares', ours, result, `${scene}; peer: ${told.join('; ')}`);
}

/** The peer's shares with circles of so many corners: its time, and how far its worst zone is from ours. */
async function peerShares(
  peer: pg.Client,
  city: BenchCity,
  index: CoverageIndex,
  corners: number,
): Promise<PeerShares> {
  await loadCircles(peer, city.discs, corners);
  const timing = await measure(() => summed(peer, sharesQuery, []), { warmUp: 1, repeats: 5 });
  const { rows: found } = await peer.query<{ id: number; f: number }>(sharesQuery);
  const theirs = new Float64Array(index.zones.count);
  for (const { id, f } of found) theirs[id] = f;
  const farthest = theirs.reduce((most, share, zone) => Math.max(most, Math.abs(share - index.shares.once[zone]!)), 0);
  return { corners, timing, farthest };
}

/** Runs a query of shares on the server alone: only their number and sum come back. */
async function summed(peer: pg.Client, query: string, values: string[]): Promise<number> {
  const { rows: found } = await peer.query<{ n: string; sum: number | null }>(
    `select count(*) n, sum(f) sum from (${query}) s`,
    values,
  );
  return found[0]!.sum ?? 0;
}

async function moveRow(city: BenchCity, index: CoverageIndex, peer: pg.Client | undefined): Promise<Row> {
  const { moves } = city;
  const changed: number[] = [];
  const ours = await measure(
    (round) => {
      const [disc, x, y] = moves[round % moves.length]!;
      const zones = index.move(disc, x, y);
      changed.push(zones.length);
      return zones.length;
    },
    { warmUp: 100, repeats: moves.length },
  );
  changed.sort((a, b) => a - b);
  const scene = `${city.label}; median of ${moves.length} moves up to 500 m, ${changed[changed.length >> 1]!} zones change`;
  if (peer === undefined) return rowOf('coverage.move', ours, undefined, scene);
  const { timing, farthest, corners } = await peerMoves(peer, city);
  const result: PeerResult = {
    name: `${await peerName(peer)}, ${corners}-gons`,
    timing,
    agree: farthest <= tolerance,
  };
  return rowOf('coverage.move', ours, result, `${scene}; peer in a transaction, worst zone off by ${figure(farthest)}`);
}

/** The peer's time for 30 of the moves, each from the first state, and how far its worst zone is from ours. */
async function peerMoves(
  peer: pg.Client,
  city: BenchCity,
): Promise<{ timing: Timing; farthest: number; corners: number }> {
  const corners = 256;
  await loadCircles(peer, city.discs, corners);
  const index = new CoverageIndex(city.zones, city.discs);
  let farthest = 0;
  const step = async (round: number, compare: boolean): Promise<number> => {
    const [disc, x, y] = city.moves[round % city.moves.length]!;
    const [oldX, oldY, r] = city.discs.subarray(3 * disc, 3 * disc + 3) as unknown as [number, number, number];
    const ends = [circleText(oldX, oldY, r, corners), circleText(x, y, r, corners)].map((text) => `srid=32650;${text}`);
    await peer.query('begin');
    await peer.query('update circles set geom = $1::geometry where id = $2', [ends[1], disc]);
    let sum = 0;
    if (compare) {
      index.move(disc, x, y);
      const { rows: found } = await peer.query<{ id: number; f: number }>(moveQuery, ends);
      for (const { id, f } of found) farthest = Math.max(farthest, Math.abs(f - index.shares.once[id]!));
      index.move(disc, oldX, oldY);
    } else sum = await summed(peer, moveQuery, ends);
    await peer.query('rollback');
    return sum;
  };
  const timing = await measure((round) => step(round, false), { warmUp: 5, repeats: 30 });
  for (let round = 0; round < 35; round++) await step(round, true);
  return { timing, farthest, corners };
}
