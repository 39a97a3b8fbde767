/** A reader of vector tiles (specification 2.1), written apart from the writer and tried on other writers' tiles. */

export interface DecodedFeature {
  id: number;
  type: number;
  properties: Record<string, number | string>;
  /** Rings or points as they stand in the tile: `[x, y]` each; rings are open. */
  geometry: [number, number][][];
}
export interface DecodedLayer {
  version: number;
  extent: number;
  features: DecodedFeature[];
}

type Field = [tag: number, value: number | Uint8Array];

function* varints(bytes: Uint8Array): Generator<number> {
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte < 0x80) {
      yield value;
      [value, factor] = [0, 1];
    }
  }
}

function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    const from = at;
    while (bytes[at]! >= 0x80) at += 1;
    at += 1;
    return varints(bytes.subarray(from, at)).next().value as number;
  };
  while (at < bytes.length) {
    const key = varint();
    const tag = Math.floor(key / 8);
    if (key % 8 === 0) yield [tag, varint()];
    else {
      const length = key % 8 === 1 ? 8 : key % 8 === 5 ? 4 : varint();
      if (at + length > bytes.length) throw new RangeError('a field runs past the end');
      yield [tag, bytes.subarray(at, at + length)];
      at += length;
    }
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
const unzigzag = (n: number): number => (n % 2 === 0 ? n / 2 : -(n + 1) / 2);

function readValue(bytes: Uint8Array): number | string {
  for (const [tag, value] of fields(bytes)) {
    if (typeof value !== 'number')
      return tag === 1 ? text(value) : new DataView(value.slice().buffer).getFloat64(0, true);
    return tag === 6 ? unzigzag(value) : value;
  }
  throw new RangeError('a value without content');
}

function readGeometry(bytes: Uint8Array): [number, number][][] {
  const numbers = [...varints(bytes)];
  const parts: [number, number][][] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < numbers.length;) {
    const command = numbers[i++]!;
    const [id, count] = [command % 8, Math.floor(command / 8)];
    if (id === 7) continue;
    for (let n = 0; n < count; n++) {
      x += unzigzag(numbers[i++]!);
      y += unzigzag(numbers[i++]!);
      if (id === 1) parts.push([]);
      parts.at(-1)!.push([x, y]);
    }
  }
  return parts;
}

function readFeature(bytes: Uint8Array, keys: string[], values: (number | string)[]): DecodedFeature {
  const feature: DecodedFeature = { id: -1, type: 0, properties: {}, geometry: [] };
  for (const [tag, value] of fields(bytes)) {
    if (tag === 1) feature.id = value as number;
    if (tag === 3) feature.type = value as number;
    if (tag === 4) feature.geometry = readGeometry(value as Uint8Array);
    if (tag === 2) {
      const pairs = [...varints(value as Uint8Array)];
      for (let i = 0; i < pairs.length; i += 2) feature.properties[keys[pairs[i]!]!] = values[pairs[i + 1]!]!;
    }
  }
  return feature;
}

/** The layers of a tile by name. Throws where the bytes are not one. */
export function decodeTile(bytes: Uint8Array): Map<string, DecodedLayer> {
  const layers = new Map<string, DecodedLayer>();
  for (const [, layer] of fields(bytes)) {
    const all = [...fields(layer as Uint8Array)];
    const of = (tag: number): (number | Uint8Array)[] => all.filter(([t]) => t === tag).map(([, v]) => v);
    const keys = of(3).map((k) => text(k as Uint8Array));
    const values = of(4).map((v) => readValue(v as Uint8Array));
    layers.set(text(of(1)[0] as Uint8Array), {
      version: of(15)[0] as number,
      extent: of(5)[0] as number,
      features: of(2).map((f) => readFeature(f as Uint8Array, keys, values)),
    });
  }
  return layers;
}

/** Signed area of the rings of a feature in square units; exteriors count up (clockwise on the screen), holes down. */
export function areaOf({ geometry }: DecodedFeature): number {
  let sum = 0;
  for (const ring of geometry)
    ring.forEach(([x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length]!;
      sum += (x * nextY - nextX * y) / 2;
    });
  return sum;
}
