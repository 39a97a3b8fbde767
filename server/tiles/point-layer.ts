import KDBush from 'kdbush';
import { tileExtent, unitX, unitY, type TileAddress } from './mercator.ts';
import { LayerWriter, type Values } from './mvt.ts';

export interface TilePoint {
  id: number;
  /** `[lng, lat]`, degrees. */
  position: readonly [number, number];
  values: Values;
  /** First zoom at which it is drawn. */
  minZoom: number;
}

/** Points in tiles. Each is in exactly one tile of a zoom: a point that lies in a margin too would be drawn twice. */
export class PointLayer {
  private readonly tree: KDBush;
  /** `[x, y]` in the Mercator unit square × points. */
  private readonly unit: Float64Array;

  constructor(
    private readonly name: string,
    private readonly keys: readonly string[],
    private readonly points: readonly TilePoint[],
  ) {
    this.unit = Float64Array.from(points.flatMap(({ position: [lng, lat] }) => [unitX(lng), unitY(lat)]));
    this.tree = new KDBush(points.length);
    for (let i = 0; i < points.length; i++) this.tree.add(this.unit[2 * i]!, this.unit[2 * i + 1]!);
    this.tree.finish();
  }

  tile({ z, x, y }: TileAddress): LayerWriter {
    const writer = new LayerWriter(this.name, this.keys);
    const scale = 2 ** z;
    const found = this.tree.range(x / scale, y / scale, (x + 1) / scale, (y + 1) / scale);
    for (const i of found.sort((a, b) => a - b)) {
      const [px, py] = [this.unit[2 * i]! * scale - x, this.unit[2 * i + 1]! * scale - y];
      const { id, values, minZoom } = this.points[i]!;
      if (minZoom > z || px >= 1 || py >= 1) continue;
      writer.begin();
      writer.point(Math.floor(px * tileExtent), Math.floor(py * tileExtent));
      writer.end('point', id, values);
    }
    return writer;
  }
}
