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
  private readonly points: (TilePoint & { x: number; y: number })[];

  constructor(
    private readonly name: string,
    private readonly keys: readonly string[],
    points: readonly TilePoint[],
  ) {
    this.points = points.map((p) => ({ ...p, x: unitX(p.position[0]), y: unitY(p.position[1]) }));
  }

  tile({ z, x, y }: TileAddress): LayerWriter {
    const writer = new LayerWriter(this.name, this.keys);
    const scale = 2 ** z;
    for (const point of this.points) {
      const [px, py] = [point.x * scale - x, point.y * scale - y];
      if (point.minZoom > z || px < 0 || py < 0 || px >= 1 || py >= 1) continue;
      writer.begin();
      writer.point(Math.floor(px * tileExtent), Math.floor(py * tileExtent));
      writer.end('point', point.id, point.values);
    }
    return writer;
  }
}
