import Flatbush from 'flatbush';
import type { FlatShapes } from '../../geodata/model.ts';
import type { ClipBox } from './clip.ts';
import { ColumnCuts } from './column-cuts.ts';
import { tileBuffer, tileExtent, unitCoords, type TileAddress } from './mercator.ts';
import { LayerWriter, type Values } from './mvt.ts';
import { doubleArea, snapShapes, type SnappedShapes } from './snap.ts';

export interface PolygonLayerOptions {
  name: string;
  keys: readonly string[];
  /** Property values of a feature. */
  values: (feature: number) => Values;
  /** First zoom at which a feature is drawn; left out: at all. */
  minZoom?: (feature: number) => number;
}

/**
 * Grid to which points are rounded at a zoom, tile units: at most half a pixel (8 units are a pixel of a tile that is
 * drawn 512 pixels wide), and none in the zooms in which single zones are looked at.
 */
export const gridUnitsAt = (z: number): number => (z <= 9 ? 4 : z <= 11 ? 2 : 1);

/** Polygons that can be cut into tiles: indexed once, rounded once for each zoom. */
export class PolygonLayer {
  private readonly unit: Float64Array;
  private readonly tree: Flatbush | undefined;
  private readonly zooms = new Map<number, SnappedShapes>();
  private readonly cuts = new ColumnCuts();

  constructor(
    private readonly shapes: FlatShapes,
    private readonly options: PolygonLayerOptions,
  ) {
    this.unit = unitCoords(shapes.coords);
    this.tree = indexOf(shapes, this.unit);
  }

  private snapped(z: number): SnappedShapes {
    const known = this.zooms.get(z);
    if (known !== undefined) return known;
    const made = snapShapes(this.shapes, this.unit, z, gridUnitsAt(z));
    this.zooms.set(z, made);
    return made;
  }

  /** The layer's part of a tile; feature ids are the indices of the shapes, ascending. */
  tile(address: TileAddress): LayerWriter {
    const { z, x, y } = address;
    const { name, keys, values, minZoom } = this.options;
    const writer = new LayerWriter(name, keys, { x: x * tileExtent, y: y * tileExtent });
    const scale = 2 ** z;
    const margin = tileBuffer / tileExtent;
    const found = this.tree?.search(
      (x - margin) / scale,
      (y - margin) / scale,
      (x + 1 + margin) / scale,
      (y + 1 + margin) / scale,
    );
    for (const feature of found?.sort((a, b) => a - b) ?? []) {
      if (minZoom !== undefined && minZoom(feature) > z) continue;
      writer.begin();
      writeFeature(this.snapped(z), feature, address, { writer, cuts: this.cuts });
      writer.end('polygon', feature, values(feature));
    }
    return writer;
  }
}

/** R-tree over the boxes of the features in the unit square; undefined where there is none. */
function indexOf(shapes: FlatShapes, unit: Float64Array): Flatbush | undefined {
  const { ringStart, polygonStart, featureStart } = shapes;
  const count = featureStart.length - 1;
  if (count === 0) return undefined;
  const tree = new Flatbush(count);
  for (let f = 0; f < count; f++) {
    const [from, to] = [featureStart[f]!, featureStart[f + 1]!].map((p) => ringStart[polygonStart[p]!]!) as [
      number,
      number,
    ];
    const box: ClipBox = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
    for (let p = from; p < to; p++) widen(box, unit[2 * p]!, unit[2 * p + 1]!);
    tree.add(box.minX, box.minY, box.maxX, box.maxY);
  }
  tree.finish();
  return tree;
}

function widen(box: ClipBox, x: number, y: number): void {
  if (x < box.minX) box.minX = x;
  if (y < box.minY) box.minY = y;
  if (x > box.maxX) box.maxX = x;
  if (y > box.maxY) box.maxY = y;
}

function isInside(coords: Int32Array, from: number, to: number, box: ClipBox): boolean {
  for (let p = from; p < to; p++) {
    const [x, y] = [coords[2 * p]!, coords[2 * p + 1]!];
    if (x < box.minX || x > box.maxX || y < box.minY || y > box.maxY) return false;
  }
  return true;
}

/** The tile with its margin, in units of its zoom. */
const boxOf = ({ x, y }: TileAddress): ClipBox => ({
  minX: x * tileExtent - tileBuffer,
  minY: y * tileExtent - tileBuffer,
  maxX: (x + 1) * tileExtent + tileBuffer,
  maxY: (y + 1) * tileExtent + tileBuffer,
});

/** Writes the part of a feature in the tile. A polygon whose exterior is cut away takes its holes along. */
function writeFeature(
  shapes: SnappedShapes,
  feature: number,
  address: TileAddress,
  { writer, cuts }: { writer: LayerWriter; cuts: ColumnCuts },
): void {
  const { coords, ringStart, polygonStart, featureStart } = shapes;
  const box = boxOf(address);
  for (let polygon = featureStart[feature]!; polygon < featureStart[feature + 1]!; polygon++) {
    for (let ring = polygonStart[polygon]!; ring < polygonStart[polygon + 1]!; ring++) {
      const [from, to] = [ringStart[ring]!, ringStart[ring + 1]!];
      const isExterior = ring === polygonStart[polygon]!;
      if (from === to && isExterior) break;
      if (isInside(coords, from, to, box)) {
        if (to > from) writer.ring(coords, from, to - from);
        continue;
      }
      const cut = cuts.cut(shapes, ring, box);
      const area = cut.length < 3 ? 0 : doubleArea(cut.coords, 0, cut.length);
      if (isExterior && area <= 0) break;
      if (area !== 0) writer.ring(cut.coords, 0, cut.length);
    }
  }
}
