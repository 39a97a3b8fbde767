import type { PeoplePoints } from '../model.ts';
import { distance, toX, toY } from './frame.ts';

/** Squares into which people are sorted to be counted quickly; also how exactly a circle's edge is drawn here. */
const SQUARE_METRES = 125;

/** Who has a station already counts this much for one more: dense quarters get several, a village one. */
const SECOND_STATION = 0.22;

/** People in squares of the drawing plane, and how much each square still wants a station. */
export interface OpenPeople {
  /** People within reach of a place, those with stations counted down. */
  gain(lng: number, lat: number): number;
  /** A station opens here: those within reach have one, or one more. */
  cover(lng: number, lat: number): void;
}

/** The frame's metres differ from the sphere's by less than 1 % over Wuhu; good enough to choose sites by. */
export function openPeople(people: PeoplePoints, radiusMetres: number): OpenPeople {
  const squares = new Map<number, number>();
  const columnOf = (x: number): number => Math.floor(x / SQUARE_METRES) + 1000;
  const key = (column: number, row: number): number => column * 4096 + row;
  for (let i = 0; i < people.people.length; i++) {
    const column = columnOf(toX(people.lngLat[2 * i]!));
    const row = columnOf(toY(people.lngLat[2 * i + 1]!));
    const at = key(column, row);
    squares.set(at, (squares.get(at) ?? 0) + people.people[i]!);
  }
  const reach = Math.ceil(radiusMetres / SQUARE_METRES);
  const visit = (lng: number, lat: number, each: (at: number) => void): void => {
    const [x, y] = [toX(lng) / SQUARE_METRES, toY(lat) / SQUARE_METRES];
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const radius = radiusMetres / SQUARE_METRES;
    for (let i = column - reach; i <= column + reach; i++) {
      for (let j = row - reach; j <= row + reach; j++) {
        if (distance(i + 0.5 - x, j + 0.5 - y) < radius) each(key(i + 1000, j + 1000));
      }
    }
  };
  return {
    gain(lng, lat) {
      let sum = 0;
      visit(lng, lat, (at) => (sum += squares.get(at) ?? 0));
      return sum;
    },
    cover(lng, lat) {
      visit(lng, lat, (at) => squares.set(at, (squares.get(at) ?? 0) * SECOND_STATION));
    },
  };
}
