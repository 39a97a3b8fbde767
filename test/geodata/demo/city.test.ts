import { createHash } from 'node:crypto';
import { booleanPointInPolygon, booleanValid, distance, kinks } from '@turf/turf';
import { beforeAll, describe, expect, it } from 'vitest';
import { readWuhu } from '../../../geodata/cities/wuhu/files.ts';
import { makeDemoCity } from '../../../geodata/demo/city.ts';
import { makeDemoNetwork } from '../../../geodata/demo/walk/network.ts';
import { encodeNetwork } from '../../../geodata/network/encoding.ts';
import { edgeFlags } from '../../../geodata/network/model.ts';
import type { AreaLevel, CityModel, FlatShapes } from '../../../geodata/model.ts';
import { areaSquareMetres, contains, featureBbox, featureCount, geometryOf } from '../../../geodata/shapes.ts';
import { edgesOf, sortEdges } from '../tiling.ts';

const SEED = 20201231;
let city: CityModel;

beforeAll(async () => {
  city = await makeDemoCity(SEED);
}, 300_000);

const areasOf = (level: AreaLevel): number[] => city.areas.flatMap((area, i) => (area.level === level ? [i] : []));
const peopleOf = (level: AreaLevel): number => areasOf(level).reduce((sum, i) => sum + city.areas[i]!.people, 0);
const indexOf = (): Map<string, number> => new Map(city.areas.map((area, i) => [area.code, i]));

/** Children of every area by index: areas of the next level, or zones of a community. */
function childrenOf(): number[][] {
  const index = indexOf();
  const children: number[][] = city.areas.map(() => []);
  city.areas.forEach((area, i) => {
    if (area.parent !== null) children[index.get(area.parent)!]!.push(i);
  });
  city.zones.forEach((zone, i) => children[index.get(zone.community)!]!.push(i));
  return children;
}

const childShapes = (area: number): FlatShapes =>
  city.areas[area]!.level === 'community' ? city.zoneShapes : city.areaShapes;

function hashOf(model: CityModel): string {
  const hash = createHash('sha256');
  const { zoneShapes, areaShapes, water, people, ...rest } = model;
  for (const shapes of [zoneShapes, areaShapes, water]) {
    for (const part of Object.values(shapes) as (Float64Array | Uint32Array)[])
      hash.update(new Uint8Array(part.buffer));
  }
  for (const part of Object.values(people) as Uint32Array[]) hash.update(new Uint8Array(part.buffer));
  return hash.update(JSON.stringify(rest)).digest('hex');
}

describe('the demo city', () => {
  it('has the counts that the city reports', () => {
    expect(city.zones.length).toBe(19_480);
    expect(city.compounds.length).toBe(1_614);
    expect(city.stations.length).toBe(780);
    const levels = (['city', 'district', 'street', 'community'] as const).map((level) => areasOf(level).length);
    expect(levels).toEqual([1, 7, 79, 950]);
    expect(featureCount(city.areaShapes)).toBe(city.areas.length);
    expect(featureCount(city.zoneShapes)).toBe(city.zones.length);
    expect(city.stations.reduce((sum, station) => sum + station.dutyTeam.people, 0)).toBeGreaterThanOrEqual(31_000);
  });

  it('carries the real names and codes in their real districts', () => {
    const { divisions } = readWuhu();
    const byCode = new Map(city.areas.map((area) => [area.code, area]));
    expect(byCode.size).toBe(city.areas.length);
    for (const street of divisions.streets) {
      expect(byCode.get(street.code)).toMatchObject({ name: street.name, parent: street.district, level: 'street' });
    }
    for (const community of divisions.communities) {
      expect(byCode.get(community.code)).toMatchObject({ name: community.name, parent: community.street });
    }
    expect(byCode.get('340272003')?.parent).toBe('340209');
    expect(byCode.get('340271001')?.parent).toBe('340207');
  });

  it('gives every level the same people: district figures, 3,654,000 in all, no point above 65,535', () => {
    const { unit, districts } = readWuhu().city.people;
    for (const i of areasOf('district')) {
      expect(city.areas[i]!.people).toBe(Math.round(districts[city.areas[i]!.code]! * unit));
    }
    const zones = city.zones.reduce((sum, zone) => sum + zone.people, 0);
    const points = city.people.people.reduce((sum, people) => sum + people, 0);
    const sums = [peopleOf('city'), peopleOf('district'), peopleOf('street'), peopleOf('community'), zones, points];
    expect(new Set(sums)).toEqual(new Set([3_654_000]));
    const inZones = new Int32Array(city.zones.length);
    city.people.people.forEach((people, i) => (inZones[city.people.zone[i]!]! += people));
    expect([...inZones]).toEqual(city.zones.map((zone) => zone.people));
    const inCompounds = new Int32Array(city.compounds.length);
    for (const zone of city.zones) if (zone.compound >= 0) inCompounds[zone.compound]! += zone.people;
    expect([...inCompounds]).toEqual(city.compounds.map((compound) => compound.people));
  });

  it('tiles every area with its children: inner edges run once each way, the outer ones are the area’s own', () => {
    childrenOf().forEach((children, area) => {
      expect(children.length).toBeGreaterThan(0);
      const { outer } = sortEdges(childShapes(area), children);
      expect(outer).toEqual(new Set(edgesOf(city.areaShapes, area)));
      const sum = children.reduce((total, child) => total + areaSquareMetres(childShapes(area), child), 0);
      expect(Math.abs(sum / areaSquareMetres(city.areaShapes, area) - 1)).toBeLessThan(1e-9);
    });
  });

  it('keeps the districts’ real outlines', () => {
    const { districts } = readWuhu();
    const index = indexOf();
    for (const feature of districts.features) {
      const area = index.get(feature.properties.code)!;
      const corners = new Set(edgesOf(city.areaShapes, area).map((edge) => edge.split(' ').slice(0, 2).join(' ')));
      for (const position of feature.geometry.coordinates.flat(feature.geometry.type === 'Polygon' ? 1 : 2)) {
        expect(corners.has((position as number[]).join(' '))).toBe(true);
      }
    }
  });
});

describe('the demo city on the ground', () => {
  it('has zones that are one simple polygon each, none tiny, none over 5 km² or, on land, 5 km across, as Turf sees it', () => {
    for (let i = 0; i < city.zones.length; i++) {
      const geometry = geometryOf(city.zoneShapes, i);
      expect(geometry.type === 'Polygon' && geometry.coordinates.length === 1).toBe(true);
      const squareMetres = areaSquareMetres(city.zoneShapes, i);
      expect(squareMetres).toBeGreaterThan(700);
      expect(squareMetres).toBeLessThan(5e6);
      const [west, south, east, north] = featureBbox(city.zoneShapes, i);
      expect(distance([west, south], [east, north])).toBeLessThan(city.zones[i]!.kind === 'water' ? 10 : 5);
      if (i % 17 === 0) {
        expect(booleanValid(geometry)).toBe(true);
        expect(kinks(geometry as GeoJSON.Polygon).features).toEqual([]);
      }
    }
    for (const i of areasOf('community')) expect(booleanValid(geometryOf(city.areaShapes, i))).toBe(true);
  });

  it('puts every label, building, compound and station inside its area, as Turf sees it on a sample', () => {
    const index = indexOf();
    city.areas.forEach((area, i) => expect(contains(city.areaShapes, i, ...area.label)).toBe(true));
    const { lngLat, zone } = city.people;
    for (let i = 0; i < zone.length; i++) {
      const at: [number, number] = [lngLat[2 * i]!, lngLat[2 * i + 1]!];
      expect(contains(city.zoneShapes, zone[i]!, ...at)).toBe(true);
      if (i % 97 === 0) expect(booleanPointInPolygon(at, geometryOf(city.zoneShapes, zone[i]!))).toBe(true);
    }
    for (const { community, position } of [...city.compounds, ...city.stations]) {
      expect(booleanPointInPolygon(position, geometryOf(city.areaShapes, index.get(community)!))).toBe(true);
    }
  });

  it('lets nobody live in the Yangtze, and nothing stand in it', () => {
    const water = geometryOf(city.water, 0);
    const box = featureBbox(city.water, 0);
    const isWet = ([lng, lat]: readonly [number, number]): boolean =>
      lng > box[0] && lng < box[2] && lat > box[1] && lat < box[3] && booleanPointInPolygon([lng, lat], water);
    const wet = city.zones.filter((zone) => zone.kind === 'water');
    expect(wet.length).toBeGreaterThan(20);
    expect(wet.every((zone) => zone.people === 0)).toBe(true);
    const { lngLat } = city.people;
    for (let i = 0; i < lngLat.length; i += 2) expect(contains(city.water, 0, lngLat[i]!, lngLat[i + 1]!)).toBe(false);
    for (const { position } of [...city.compounds, ...city.stations]) expect(isWet(position)).toBe(false);
    expect(isWet([118.345, 31.345])).toBe(true);
  });

  it('is dense in town and thin outside', () => {
    const index = indexOf();
    const density = (code: string): number => {
      const i = index.get(code)!;
      return city.areas[i]!.people / (areaSquareMetres(city.areaShapes, i) / 1e6);
    };
    expect(density('340202016')).toBeGreaterThan(10_000);
    expect(density('340202016')).toBeLessThan(30_000);
    expect(density('340223106')).toBeLessThan(500);
    const ofKind = (kind: string): number => {
      const zones = city.zones.flatMap((zone, i) => (zone.kind === kind ? [i] : []));
      const land = zones.reduce((sum, i) => sum + areaSquareMetres(city.zoneShapes, i), 0);
      return zones.reduce((sum, i) => sum + city.zones[i]!.people, 0) / (land / 1e6);
    };
    expect(ofKind('residential')).toBeGreaterThan(10 * ofKind('rural'));
  });

  it('leaves gaps for a planner: 75 to 88 of 100 people within 1,000 m of a station, over 90 in the core', () => {
    const index = indexOf();
    const districtOf = (community: string): string =>
      city.areas[index.get(city.areas[index.get(community)!]!.parent!)!]!.parent!;
    const all = { people: 0, near: 0 };
    const core = { people: 0, near: 0 };
    for (let i = 0; i < city.people.people.length; i += 5) {
      const at: [number, number] = [city.people.lngLat[2 * i]!, city.people.lngLat[2 * i + 1]!];
      const isNear = city.stations.some(
        ({ position: [lng, lat] }) =>
          Math.abs(lat - at[1]) < 0.0091 &&
          Math.abs(lng - at[0]) < 0.0107 &&
          distance(at, [lng, lat], { units: 'meters' }) <= 1000,
      );
      const sums = districtOf(city.zones[city.people.zone[i]!]!.community) === '340202' ? [all, core] : [all];
      for (const sum of sums) {
        sum.people += city.people.people[i]!;
        if (isNear) sum.near += city.people.people[i]!;
      }
    }
    expect(all.near / all.people).toBeGreaterThan(0.75);
    expect(all.near / all.people).toBeLessThan(0.88);
    expect(core.near / core.people).toBeGreaterThan(0.9);
  });

  it('gives every station hours and a team, every compound people, and all of them names of their own', () => {
    const names = new Set(city.stations.map((station) => `${station.community} ${station.name}`));
    expect(names.size).toBe(city.stations.length);
    expect(new Set(city.stations.map((station) => station.code)).size).toBe(780);
    expect(city.stations.filter((station) => station.kind === 'centre').length).toBe(79);
    expect(city.stations.filter((station) => station.kind === 'neighbourhood').length).toBe(6);
    expect(new Set(city.stations.map((station) => JSON.stringify(station.hours))).size).toBeGreaterThan(4);
    for (const { hours, dutyTeam } of city.stations) {
      expect(dutyTeam.people).toBeGreaterThanOrEqual(12);
      for (const { from, to } of hours) expect(from < to && /^\d\d:\d\d$/.test(from) && to <= '24:00').toBe(true);
    }
    expect(new Set(city.compounds.map((compound) => compound.name)).size).toBe(1_614);
    expect(new Set(city.compounds.map((compound) => compound.code)).size).toBe(1_614);
    expect(city.compounds.every((compound) => compound.people > 50)).toBe(true);
    expect(new Set(city.zones.map((zone) => zone.code)).size).toBe(19_480);
    const dryOf = new Set(city.zones.flatMap((zone) => (zone.compound >= 0 ? [zone.kind] : [])));
    expect([...dryOf]).toEqual(['residential']);
  });

  it('says of every layer where it comes from, and calls what is made synthetic', () => {
    const synthetic = city.provenance.filter((row) => row.synthetic).map((row) => row.layer);
    expect(synthetic).toEqual(['streets', 'communities', 'zones', 'compounds', 'stations', 'people', 'water']);
    expect(city.provenance.find((row) => row.layer === 'districts')).toMatchObject({ sourceCrs: 'GCJ-02' });
    expect(city.synthetic).toBe(true);
  });

  it('is the same to the last byte for the same seed, and another city for another', async () => {
    const first = hashOf(city);
    expect(hashOf(await makeDemoCity(SEED))).toBe(first);
    const other = await makeDemoCity(7);
    expect(hashOf(other)).not.toBe(first);
    expect(other.zones.length).toBe(19_480);
  }, 300_000);
});

describe('the demo city’s walking network', () => {
  const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  it('is the same for the same seed, and says what was left out', () => {
    const { network, notes } = makeDemoNetwork(city, SEED);
    expect(hash(encodeNetwork(makeDemoNetwork(city, SEED).network))).toBe(hash(encodeNetwork(network)));
    expect(network.from.length).toBeGreaterThan(50_000);
    const kept = network.metres.reduce((sum, metres) => sum + metres, 0);
    expect(notes.reduce((sum, note) => sum + note.metres, 0)).toBeLessThan(0.001 * kept);
  });

  it('crosses the river on bridges alone', () => {
    const { network, bridges } = makeDemoNetwork(city, SEED);
    expect(bridges).toBeGreaterThanOrEqual(3);
    const water = city.zones.flatMap((zone, i) => (zone.kind === 'water' ? [i] : []));
    const boxes = water.map((zone) => featureBbox(city.zoneShapes, zone));
    const isWet = (lng: number, lat: number): boolean =>
      water.some((zone, k) => {
        const [west, south, east, north] = boxes[k]!;
        return lng > west && lng < east && lat > south && lat < north && contains(city.zoneShapes, zone, lng, lat);
      });
    /** The middle of each stretch, a metre to its left and to its right: a street along a bank has land on one side. */
    const wet = new Set<number>();
    for (let e = 0; e < network.from.length; e++) {
      const ends = [network.nodes.subarray(2 * network.from[e]!), network.nodes.subarray(2 * network.to[e]!)];
      const points = [ends[0]!, ...Array.from({ length: network.shapeStart[e + 1]! - network.shapeStart[e]! }, (_, k) => network.shape.subarray(2 * (network.shapeStart[e]! + k))), ends[1]!]; // prettier-ignore
      points.slice(1).forEach((b, i) => {
        const a = points[i]!;
        const [dx, dy] = [(b[0]! - a[0]!) * 0.01, (b[1]! - a[1]!) * 0.01];
        const [x, y] = [(a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2];
        if (isWet(x - dy, y + dx) && isWet(x + dy, y - dx)) wet.add(e);
      });
    }
    expect(wet.size).toBeGreaterThanOrEqual(bridges);
    for (const e of wet) expect(network.flags[e]! & edgeFlags.bridge).toBe(edgeFlags.bridge);
  });

  it('lets people out of a gated compound at its gates alone', () => {
    const { network, gates } = makeDemoNetwork(city, SEED);
    expect(gates).toBeGreaterThan(1000);
    const meets = new Map<number, Set<number>>();
    for (let e = 0; e < network.from.length; e++)
      for (const node of [network.from[e]!, network.to[e]!])
        meets.set(node, (meets.get(node) ?? new Set<number>()).add(network.compound[e]!));
    const gatesOf = new Map<number, number>();
    for (const compounds of meets.values())
      if (compounds.has(-1)) for (const c of compounds) if (c >= 0) gatesOf.set(c, (gatesOf.get(c) ?? 0) + 1);
    const inside = new Set([...network.compound].filter((c) => c >= 0));
    // Whoever has inner ways has a gate; few have more than a handful.
    for (const c of inside) expect(gatesOf.get(c) ?? 0).toBeGreaterThan(0);
    const counts = [...gatesOf.values()].sort((a, b) => a - b);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThanOrEqual(4);
  });
});
