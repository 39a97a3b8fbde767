import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NearestTwo } from '../../../../server/coverage/engine/nearest-two.ts';
import { placeStations, stationsOfPlaces, walkPlaces } from '../../../../server/coverage/engine/place-stations.ts';
import { ReachSearch, reachedStretches } from '../../../../server/coverage/engine/reach.ts';
import { mmToStation } from '../../../../server/coverage/engine/walk-field.ts';
import { unreached, walkGraph } from '../../../../server/coverage/engine/walk-graph.ts';
import { pathToStation } from '../../../../server/coverage/engine/walk-path.ts';
import { anyTown, farFrom, farOf, nearestTwoOf } from './walking.ts';

const runs = { numRuns: 400 };

describe('walking distances', () => {
  it('finds the two nearest stations of every node and place, as a slow search does', () => {
    fc.assert(
      fc.property(anyTown, ({ edges, stations, places }) => {
        const found = new NearestTwo(walkGraph(edges, 'in')).search(stations);
        const far = stations.map((s) => (s === undefined ? [] : farOf(edges, s)));
        for (let node = 0; node < edges.nodes; node++) {
          const expected = nearestTwoOf(far.map((d) => d[node] ?? Infinity));
          expect([found.mm1[node], found.station1[node], found.mm2[node], found.station2[node]]).toEqual(expected);
        }
        const out = placeStations(places.length);
        stationsOfPlaces(edges, found, stations, walkPlaces(places), out);
        places.forEach((place, p) => {
          const [mm1, , mm2] = nearestTwoOf(stations.map((s) => (s ? farFrom(edges, place, s) : Infinity)));
          expect([out.mm1[p], out.mm2[p]]).toEqual([mm1, mm2]);
          const nearest = stations[out.station1[p]!];
          if (nearest !== undefined) expect(farFrom(edges, place, nearest)).toBe(out.mm1[p]);
        });
      }),
      runs,
    );
  });

  it('is the same however often and in whatever order it searched before', () => {
    fc.assert(
      fc.property(anyTown, fc.nat(6), ({ edges, stations }, gone) => {
        const search = new NearestTwo(walkGraph(edges, 'in'));
        search.search(stations);
        const without = stations.map((s, i) => (i === gone ? undefined : s));
        const again = { ...search.search(without) };
        const fresh = new NearestTwo(walkGraph(edges, 'in')).search(without);
        for (const name of ['mm1', 'station1', 'mm2', 'station2'] as const) expect(again[name]).toEqual(fresh[name]);
      }),
      runs,
    );
  });

  it('leads to the nearest station in just as many millimetres as it said, edge by edge', () => {
    fc.assert(
      fc.property(anyTown, ({ edges, stations, places }) => {
        const found = new NearestTwo(walkGraph(edges, 'in')).search(stations);
        const outOf = walkGraph(edges, 'out');
        const out = placeStations(places.length);
        stationsOfPlaces(edges, found, stations, walkPlaces(places), out);
        places.forEach((place, p) => {
          const index = out.station1[p]!;
          if (index < 0) return;
          const snap = stations[index]!;
          const path = pathToStation(outOf, found, place, { index, snap })!;
          const walked = path.reduce((sum, part) => sum + Math.abs(part.toMm - part.fromMm), 0);
          expect(walked + place.accessMm + snap.accessMm).toBe(out.mm1[p]);
          expect(path[0]).toMatchObject({ edge: place.edge, fromMm: place.alongMm });
          expect(path.at(-1)).toMatchObject({ edge: snap.edge, toMm: snap.alongMm });
          // An edge of no length begins and ends at either of its nodes.
          const nodesAt = (edge: number, mm: number): number[] => [
            ...(mm === 0 ? [edges.from[edge]!] : []),
            ...(mm === edges.mm[edge]! ? [edges.to[edge]!] : []),
          ];
          path.slice(1).forEach((part, i) => {
            const before = path[i]!;
            const ends = new Set(nodesAt(before.edge, before.toMm));
            expect(nodesAt(part.edge, part.fromMm).some((node) => ends.has(node))).toBe(true);
          });
        });
      }),
      runs,
    );
  });

  it('tells of one place how far one station is', () => {
    fc.assert(
      fc.property(anyTown, ({ edges, stations, places }) => {
        const search = new ReachSearch(walkGraph(edges, 'in'));
        for (const station of stations) {
          if (station === undefined) continue;
          search.search(station, unreached - 1);
          for (const place of places) {
            const far = farFrom(edges, place, station);
            expect(mmToStation(search, station, place)).toBe(far === Infinity ? unreached : far);
          }
        }
      }),
      runs,
    );
  });

  it('reaches from one station just what lies within the cut-off, on every edge', () => {
    const cutoff = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 400_000 }));
    fc.assert(
      fc.property(anyTown, cutoff, ({ edges, stations, places }, cutoffMm) => {
        const search = new ReachSearch(walkGraph(edges, 'in'));
        for (const station of stations) {
          if (station === undefined) continue;
          const count = search.search(station, cutoffMm);
          const expected = farOf(edges, station).map((mm) => (mm <= cutoffMm ? mm : unreached));
          expect([...search.mm]).toEqual(expected);
          expect(count).toBe(expected.filter((mm) => mm !== unreached).length);
          const stretches = reachedStretches(search, station, cutoffMm);
          for (const place of places) {
            const on = stretches.some(
              (s) => s.edge === place.edge && s.fromMm <= place.alongMm && place.alongMm <= s.toMm,
            );
            const far = farFrom(edges, { ...place, accessMm: 0 }, station);
            // A stretch of no length is not drawn.
            if (far < cutoffMm && edges.mm[place.edge]! > 0) expect(on || far === station.accessMm).toBe(true);
            if (far > cutoffMm) expect(on).toBe(false);
          }
        }
      }),
      runs,
    );
  });
});
