import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildNetwork, type WalkLine } from '../../../geodata/network/build.ts';
import { decodeNetwork, encodeNetwork } from '../../../geodata/network/encoding.ts';
import { edgeFlags, type WalkNetwork } from '../../../geodata/network/model.ts';

const line = (...points: number[]): WalkLine => ({ points, flags: 0, compound: -1 });
/** A row of points 0.001° apart on the equator: each step 111.195 m. */
const row = (count: number): Float64Array => Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 ? 0 : i / 2000));
const step = 111.19508;

/** Metres of the shortest way between two positions' nodes, by Floyd and Warshall. */
function lengths({ nodes, from, to, metres, flags }: WalkNetwork): number[][] {
  const n = nodes.length / 2;
  const d = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 0 : Infinity)));
  for (let e = 0; e < from.length; e++) {
    const [a, b] = [from[e]!, to[e]!];
    if ((flags[e]! & edgeFlags.noForward) === 0) d[a]![b] = Math.min(d[a]![b]!, metres[e]!);
    if ((flags[e]! & edgeFlags.noBackward) === 0) d[b]![a] = Math.min(d[b]![a]!, metres[e]!);
  }
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) d[i]![j] = Math.min(d[i]![j]!, d[i]![k]! + d[k]![j]!);
  return d;
}

describe('a network out of lines', () => {
  it('is cut at shared points only, with the points between as its shape', () => {
    const { network, notes } = buildNetwork({ lngLat: row(5), lines: [line(0, 1, 2, 3), line(2, 4)] });
    expect(network.nodes.length / 2).toBe(4);
    expect(network.from.length).toBe(3);
    expect([...network.metres].map((m) => Math.round(m / step)).sort()).toEqual([1, 2, 2]);
    expect(network.shape.length / 2).toBe(1);
    expect(notes).toEqual([]);
  });

  it('lets nobody through a blocked point, and both sides end at it', () => {
    const lines = [line(0, 1, 2), line(2, 3, 4)];
    const open = buildNetwork({ lngLat: row(5), lines });
    expect(Math.max(...lengths(open.network).flat()) / step).toBeCloseTo(4, 4);
    const blocked = buildNetwork({ lngLat: row(5), lines, isBlocked: (point) => point === 2 });
    expect(blocked.notes).toMatchObject([{ code: 'part-dropped', count: 1 }]);
    expect(blocked.notes[0]!.metres / step).toBeCloseTo(2, 4);
    const inside = buildNetwork({ lngLat: row(5), lines, isBlocked: (point) => point === 1 });
    expect(Math.max(...lengths(inside.network).flat().filter(Number.isFinite)) / step).toBeCloseTo(3, 4);
  });

  it('keeps ways of no length that join two nodes, and tells of loops of none', () => {
    const lngLat = Float64Array.of(0, 0, 0.001, 0, 0.001, 0, 0.002, 0);
    const { network, notes } = buildNetwork({ lngLat, lines: [line(0, 1), line(1, 2), line(2, 3), line(1, 1)] });
    expect(Math.max(...lengths(network).flat()) / step).toBeCloseTo(2, 4);
    expect(notes).toMatchObject([{ code: 'zero-length', count: 1 }]);
  });

  it('keeps the part with the most metres and counts the rest', () => {
    const { network, notes } = buildNetwork({ lngLat: row(6), lines: [line(0, 1), line(2, 3, 4), line(5, 5)] });
    expect(network.from.length).toBe(1);
    expect(network.metres[0]! / step).toBeCloseTo(2, 4);
    expect(notes).toMatchObject([
      { code: 'zero-length', count: 1 },
      { code: 'part-dropped', count: 1 },
    ]);
  });

  it('gives an empty network for no lines', () => {
    const { network } = buildNetwork({ lngLat: new Float64Array(0), lines: [] });
    expect(network.from.length).toBe(0);
    expect(decodeNetwork(encodeNetwork(network))).toEqual(network);
  });

  const anyLines = fc
    .array(fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 12 })
    .map((lists) => lists.map((points): WalkLine => ({ points, flags: points[0]! % 2 ? edgeFlags.noBackward : 0, compound: -1 }))); // prettier-ignore

  it('walks as far between any two points as the lines themselves do', () => {
    const lngLat = Float64Array.from({ length: 24 }, (_, i) => ((i * 7919) % 101) / 1000);
    fc.assert(
      fc.property(anyLines, (lines) => {
        const cut = buildNetwork({ lngLat, lines });
        const every = buildNetwork({ lngLat, lines: lines.flatMap(({ points, ...rest }) => Array.from(points).slice(1).map((b, i) => ({ ...rest, points: [points[i]!, b] }))) }); // prettier-ignore
        const [coarse, fine] = [cut.network, every.network].map((network) => ({ network, d: lengths(network) }));
        const at = (network: WalkNetwork): Map<string, number> =>
          new Map(Array.from({ length: network.nodes.length / 2 }, (_, i) => [`${network.nodes[2 * i]} ${network.nodes[2 * i + 1]}`, i])); // prettier-ignore
        const other = at(fine!.network);
        for (const [p, i] of at(coarse!.network))
          for (const [q, j] of at(coarse!.network)) {
            const far = fine!.d[other.get(p)!]![other.get(q)!]!;
            if (far === Infinity) expect(coarse!.d[i]![j]).toBe(Infinity);
            else expect(coarse!.d[i]![j]).toBeCloseTo(far, 6);
          }
      }),
      { numRuns: 150 },
    );
  });

  it('comes back from its bytes just as it was', () => {
    const lngLat = Float64Array.from({ length: 24 }, (_, i) => ((i * 7919) % 101) / 1000);
    fc.assert(
      fc.property(anyLines, fc.boolean(), (lines, odd) => {
        const shifted = odd ? lngLat.map((x) => x + Math.PI / 1e9) : lngLat;
        const { network } = buildNetwork({ lngLat: shifted, lines });
        expect(decodeNetwork(encodeNetwork(network))).toEqual(network);
      }),
      { numRuns: 60 },
    );
    const bytes = encodeNetwork(buildNetwork({ lngLat: row(3), lines: [line(0, 1, 2)] }).network);
    expect(() => decodeNetwork(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
  });
});
