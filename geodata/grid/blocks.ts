import type { AreaRow } from '../model.ts';
import type { Grid } from './cells.ts';

/** Cells along the side of a community, and communities along the side of a street. */
const SIDE = 4;

/** Which areas there are (city first, communities last), which zones make each up, and the community of every zone. */
export interface Blocks {
  areas: AreaRow[];
  zonesOf: number[][];
  communityOf: string[];
}

type Naming = Pick<AreaRow, 'code' | 'level' | 'parent' | 'name' | 'nameEn'>;

/** Evenly spread blocks along one side: `count` cells in blocks of about `SIDE`. */
function evenBlocks(count: number): { blocks: number; blockOf: (index: number) => number } {
  const blocks = Math.max(1, Math.round(count / SIDE));
  return { blocks, blockOf: (index) => Math.floor((index * blocks) / count) };
}

/** Which street and which community (as keys) every cell falls into. */
function keysOf(grid: Grid): { street: string; community: string }[] {
  const columns = evenBlocks(grid.columns);
  const rows = evenBlocks(grid.rows);
  const streetColumns = evenBlocks(columns.blocks);
  const streetRows = evenBlocks(rows.blocks);
  return grid.cells.map((cell) => {
    const [x, y] = [columns.blockOf(cell.column), rows.blockOf(cell.row)];
    const street = `${streetColumns.blockOf(x)} ${streetRows.blockOf(y)}`;
    return { street, community: `${x} ${y}` };
  });
}

/** Adds areas as their first cell comes by. */
class AreaBook {
  readonly areas: AreaRow[] = [];
  readonly zonesOf: number[][] = [];
  private readonly byKey = new Map<string, number>();
  private readonly children = new Map<string, number>();

  /** The area of that key; `naming` is asked once, with its number among its parent's children. */
  put(key: string, zone: number, parent: string | null, naming: (n: number) => Naming): AreaRow {
    let index = this.byKey.get(key);
    if (index === undefined) {
      const n = (this.children.get(parent ?? '') ?? 0) + 1;
      this.children.set(parent ?? '', n);
      index = this.areas.push({ ...naming(n), label: [0, 0], people: 0 }) - 1;
      this.zonesOf.push([]);
      this.byKey.set(key, index);
    }
    this.zonesOf[index]!.push(zone);
    return this.areas[index]!;
  }
}

const pad = (n: number): string => String(n).padStart(3, '0');

const streetNaming = (parent: string, n: number): Naming => {
  return { code: `${parent}${pad(n)}`, level: 'street', parent, name: `第${n}片区`, nameEn: `Block ${n}` };
};

const communityNaming = (street: AreaRow, n: number): Naming => ({
  code: `${street.code}${pad(n)}`,
  level: 'community',
  parent: street.code,
  name: `${street.name}第${n}分区`,
  nameEn: `${street.nameEn}-${n}`,
});

/** The areas of a grid: one district, streets of about four by four communities, communities of four by four cells. */
export function blocksOf(grid: Grid, city: { name: string; nameEn: string }): Blocks {
  const book = new AreaBook();
  const keys = keysOf(grid);
  const { name, nameEn } = city;
  keys.forEach((_, zone) =>
    book.put('city', zone, null, () => ({ code: 'x', level: 'city', parent: null, name, nameEn })),
  );
  keys.forEach((_, zone) =>
    book.put('all', zone, 'x', () => ({ code: 'x1', level: 'district', parent: 'x', name, nameEn })),
  );
  const streets = keys.map((key, zone) => book.put(`street ${key.street}`, zone, 'x1', (n) => streetNaming('x1', n)));
  const communityOf = keys.map((key, zone) => {
    const street = streets[zone]!;
    return book.put(`community ${key.community}`, zone, street.code, (n) => communityNaming(street, n)).code;
  });
  return { areas: book.areas, zonesOf: book.zonesOf, communityOf };
}
