import { tileExtent } from './mercator.ts';
import { ProtobufWriter } from './protobuf.ts';

/** Mapbox Vector Tile specification 2.1; the numbers are the tags of its vector_tile.proto. */
const tags = {
  tile: { layers: 3 },
  layer: { name: 1, features: 2, keys: 3, values: 4, extent: 5, version: 15 },
  feature: { id: 1, tags: 2, type: 3, geometry: 4 },
  value: { string: 1, uint: 5 },
} as const;
const geometryTypes = { point: 1, polygon: 3 } as const;
const commands = { moveTo: 1, lineTo: 2, closePath: 7 } as const;

const command = (id: number, count: number): number => (id & 7) | (count << 3);
const zigzag = (n: number): number => (n << 1) ^ (n >> 31);
const utf8 = new TextEncoder();

/** Property values of a feature, in the order of the layer's keys. Numbers are whole and not negative. */
export type Values = readonly (number | string)[];

/** Writes one layer: features one after the other, then `finish`. */
export class LayerWriter {
  private readonly features = new ProtobufWriter();
  private readonly feature = new ProtobufWriter();
  private readonly packed = new ProtobufWriter();
  private readonly geometry = new ProtobufWriter();
  private readonly values = new Map<number | string, number>();
  private cursor = { x: 0, y: 0 };
  count = 0;

  /** `corner`: the tile's own, in the units of the rings; points are given from it. */
  constructor(
    private readonly name: string,
    private readonly keys: readonly string[],
    private readonly corner = { x: 0, y: 0 },
  ) {}

  /** Starts a feature; its geometry follows by `point` or `ring`, and `end` keeps it. */
  begin(): void {
    this.geometry.clear();
    this.cursor = { x: 0, y: 0 };
  }

  private move(x: number, y: number): void {
    this.geometry.varint(zigzag(x - this.cursor.x));
    this.geometry.varint(zigzag(y - this.cursor.y));
    this.cursor.x = x;
    this.cursor.y = y;
  }

  point(x: number, y: number): void {
    this.geometry.varint(command(commands.moveTo, 1));
    this.move(x, y);
  }

  /** An open ring: `count` points `[x, y]` from index `from`. */
  ring(coords: Int32Array, from: number, count: number): void {
    const { x, y } = this.corner;
    this.geometry.varint(command(commands.moveTo, 1));
    this.move(coords[2 * from]! - x, coords[2 * from + 1]! - y);
    this.geometry.varint(command(commands.lineTo, count - 1));
    for (let i = from + 1; i < from + count; i++) this.move(coords[2 * i]! - x, coords[2 * i + 1]! - y);
    this.geometry.varint(command(commands.closePath, 1));
  }

  /** Ends a feature; one without geometry is left out. */
  end(type: keyof typeof geometryTypes, id: number, values: Values): void {
    if (this.geometry.length === 0) return;
    this.count += 1;
    this.packed.clear();
    values.forEach((value, key) => {
      this.packed.varint(key);
      this.packed.varint(this.valueIndex(value));
    });
    this.feature.clear();
    this.feature.number(tags.feature.id, id);
    this.feature.block(tags.feature.tags, this.packed.view());
    this.feature.number(tags.feature.type, geometryTypes[type]);
    this.feature.block(tags.feature.geometry, this.geometry.view());
    this.features.block(tags.layer.features, this.feature.view());
  }

  private valueIndex(value: number | string): number {
    const known = this.values.get(value);
    if (known !== undefined) return known;
    this.values.set(value, this.values.size);
    return this.values.size - 1;
  }

  /** Adds the layer to a tile; a layer without features is left out. */
  finish(tile: ProtobufWriter): void {
    if (this.count === 0) return;
    const layer = new ProtobufWriter();
    layer.number(tags.layer.version, 2);
    layer.block(tags.layer.name, utf8.encode(this.name));
    layer.append(this.features.view());
    for (const key of this.keys) layer.block(tags.layer.keys, utf8.encode(key));
    const written = new ProtobufWriter();
    for (const value of this.values.keys()) {
      written.clear();
      if (typeof value === 'string') written.block(tags.value.string, utf8.encode(value));
      else written.number(tags.value.uint, value);
      layer.block(tags.layer.values, written.view());
    }
    layer.number(tags.layer.extent, tileExtent);
    tile.block(tags.tile.layers, layer.view());
  }
}
