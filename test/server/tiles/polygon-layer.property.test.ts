import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { area, bboxClip } from '@turf/turf';
import type { Feature, Polygon } from 'geojson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureBbox, featureCount, geometryOf, shapesFromGeoJson, toGeoJson } from '../../../geodata/shapes.ts';
import type { FlatShapes } from '../../../geodata/model.ts';
import { encodeTile } from '../../../server/tiles/city-layers.ts';
import { tileRange, unitX, unitY, type TileAddress } from '../../../server/tiles/mercator.ts';
import { gridUnitsAt, PolygonLayer } from '../../../server/tiles/polygon-layer.ts';
import { latticeCity } from '../cities/lattice-city.ts';
import { areaOf, decodeTile, type DecodedFeature } from './decode.ts';

const model = latticeCity();
const layerOf = (shapes: FlatShapes) =>
  new PolygonLayer(shapes, { name: 'zones', keys: ['p'], values: (f) => [model.zones[f]?.people ?? 0] });
const zones = layerOf(model.zoneShapes);
/** The city alone, feature 0 of the areas. */
const outline = layerOf(shapesFromGeoJson([geometryOf(model.areaShapes, 0)]));

function features(layer: PolygonLayer, address: TileAddress): DecodedFeature[] {
  return decodeTile(encodeTile([layer], address)).get('zones')?.features ?? [];
}

function tilesAt(z: number): TileAddress[] {
  const { x, y } = tileRange(featureBbox(model.areaShapes, 0), z);
  const all: TileAddress[] = [];
  for (let i = x[0]; i <= x[1]; i++) for (let j = y[0]; j <= y[1]; j++) all.push({ z, x: i, y: j });
  return all;
}

/** `[west, south, east, north]` of a tile grown by `units` on each side, degrees. */
function tileBox({ z, x, y }: TileAddress, units: number): [number, number, number, number] {
  const scale = 2 ** z;
  const margin = units / 4096;
  const lng = (v: number): number => (v / scale - 0.5) * 360;
  const lat = (v: number): number => (Math.atan(Math.sinh(Math.PI * (1 - (2 * v) / scale))) * 180) / Math.PI;
  return [lng(x - margin), lat(y + 1 + margin), lng(x + 1 + margin), lat(y - margin)];
}

const zoomAndTile = fc.integer({ min: 8, max: 14 }).chain((z) => fc.constantFrom(...tilesAt(z)));

describe('zones in tiles', () => {
  it('every zone is at zoom 14 exactly where it should be', () => {
    for (const address of tilesAt(14)) {
      const found = new Set(features(zones, address).map((f) => f.id));
      const overlaps = (f: number, units: number): boolean =>
        area(bboxClip(geometryOf(model.zoneShapes, f) as Polygon, tileBox(address, units))) > 0;
      for (let f = 0; f < featureCount(model.zoneShapes); f++) {
        if (overlaps(f, 63)) expect(found.has(f), `zone ${f}`).toBe(true);
        if (!overlaps(f, 65)) expect(found.has(f), `zone ${f}`).toBe(false);
      }
    }
  });

  it('each lies within a unit of its source, with its own people and the winding that the specification asks for', () => {
    for (const address of tilesAt(14))
      for (const feature of features(zones, address)) {
        expect(feature).toMatchObject({ type: 3, properties: { p: model.zones[feature.id]!.people } });
        expect(areaOf(feature)).toBeGreaterThan(0);
        const [source] = geometryOf(model.zoneShapes, feature.id).coordinates as [number[][]];
        const corners = source.map(([lng, lat]) => [
          (unitX(lng!) * 2 ** 14 - address.x) * 4096,
          (unitY(lat!) * 2 ** 14 - address.y) * 4096,
        ]);
        for (const [x, y] of feature.geometry.flat()) {
          const isCut = [-64, 4160].includes(x) || [-64, 4160].includes(y);
          const nearest = Math.min(...corners.map(([cx, cy]) => Math.hypot(cx! - x, cy! - y)));
          if (!isCut) expect(nearest).toBeLessThan(0.75);
        }
      }
  });

  it('no sliver opens between neighbours: the zones of a tile make up the outline of the city in it, to the unit', () => {
    fc.assert(
      fc.property(zoomAndTile, (address) => {
        const sum = features(zones, address).reduce((total, f) => total + areaOf(f), 0);
        const whole = features(outline, address).reduce((total, f) => total + areaOf(f), 0);
        expect(sum).toBe(whole);
      }),
      { numRuns: 200 },
    );
  });

  it('a smaller zoom rounds to half a pixel at most and drops no zone that is a pixel wide', () => {
    expect(Math.max(...[8, 9, 10, 11, 12, 13, 14].map(gridUnitsAt))).toBeLessThanOrEqual(4);
    for (let z = 11; z <= 14; z++) {
      const ids = new Set(tilesAt(z).flatMap((address) => features(zones, address).map((f) => f.id)));
      expect(ids.size).toBe(model.zones.length);
    }
  });

  it('agrees with geojson-vt and vt-pbf, read by the same reader', () => {
    const source: Feature<Polygon>[] = model.zones.map((_, id) => ({
      ...(toGeoJson(model.zoneShapes, id, {}) as Feature<Polygon>),
      id,
    }));
    const peer = new GeoJSONVT(
      { type: 'FeatureCollection', features: source },
      { maxZoom: 14, tolerance: 0, extent: 4096, buffer: 64, indexMaxZoom: 14 },
    );
    for (const address of tilesAt(13)) {
      const tile = peer.getTile(address.z, address.x, address.y);
      const theirs = tile ? (decodeTile(fromGeojsonVt({ zones: tile })).get('zones')?.features ?? []) : [];
      const areas = new Map(features(zones, address).map((f) => [f.id, areaOf(f)]));
      for (const f of theirs.filter((t) => Math.abs(areaOf(t)) > 2000))
        // Both round each corner by itself: some hundred units of length, half a unit to each side.
        expect(Math.abs(areaOf(f) - areas.get(f.id)!), `zone ${f.id}`).toBeLessThan(600);
      expect(theirs.length).toBeGreaterThanOrEqual(areas.size);
    }
  });
});

describe('odd shapes', () => {
  const square = (x: number, y: number, side: number): number[][] => [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ];

  it('a hole stays a hole, also across a seam; parts stay parts', () => {
    const shapes = shapesFromGeoJson([
      {
        type: 'MultiPolygon',
        coordinates: [[square(118, 31, 0.2), square(118.05, 31.05, 0.1)], [square(118.3, 31, 0.01)]],
      },
    ]);
    const layer = layerOf(shapes);
    const { x, y } = tileRange(featureBbox(shapes, 0), 11);
    let [sum, holes] = [0, 0];
    for (let i = x[0]; i <= x[1]; i++)
      for (let j = y[0]; j <= y[1]; j++)
        for (const f of features(layer, { z: 11, x: i, y: j })) {
          const clockwise = f.geometry.map((ring) => areaOf({ ...f, geometry: [ring] }) > 0);
          expect(clockwise[0]).toBe(true);
          holes += clockwise.filter((c) => !c).length;
          sum += areaOf(f);
        }
    expect(holes).toBeGreaterThan(0);
    const units = (degrees: number): number => (degrees / 360) * 2 ** 11 * 4096;
    const share = units(0.2) * (units(0.2) / Math.cos((31.1 * Math.PI) / 180)) * 0.75;
    // With the margins, so somewhat more than the shape itself.
    expect(sum / share).toBeGreaterThan(0.99);
    expect(sum / share).toBeLessThan(1.15);
  });

  it('what shrinks to nothing is left out, its holes too', () => {
    const tiny = shapesFromGeoJson([
      { type: 'Polygon', coordinates: [square(118.3, 31.2, 0.002), square(118.3005, 31.2005, 0.001)] },
    ]);
    const { x, y } = tileRange(featureBbox(tiny, 0), 4);
    expect(features(layerOf(tiny), { z: 4, x: x[0], y: y[0] })).toEqual([]);
    expect(encodeTile([layerOf(tiny)], { z: 4, x: x[0], y: y[0] })).toHaveLength(0);
  });
});
