import { makeGridCity } from '../../geodata/grid/city.ts';
import type { CityModel, StationSeed } from '../../geodata/model.ts';

/** A small city of square zones of 500 m, about 5 × 4 km, west of 118.4° E, with some stations. */
export function smallCity(id = 'smallville', stations = 3): CityModel {
  const model = makeGridCity({
    id,
    name: '小城',
    nameEn: 'Smallville',
    timeZone: 'Asia/Shanghai',
    bbox: [118.35, 31.3, 118.4, 31.34],
    cellMetres: 500,
  });
  const community = model.areas.find((a) => a.level === 'community')!.code;
  const seeds = Array.from({ length: stations }, (_, i): StationSeed => ({
    code: `S${String(i + 1).padStart(3, '0')}`,
    kind: 'vanguard',
    name: `第${i + 1}先锋驿站`,
    nameEn: `Vanguard Station ${i + 1}`,
    community,
    position: [118.355 + (0.04 * i) / Math.max(1, stations), 31.31 + (0.02 * i) / Math.max(1, stations)],
    hours: [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' }],
    dutyTeam: { name: '值守队', people: 12 },
  }));
  return { ...model, stations: seeds };
}

/** A position inside it. */
export const inSmallCity: [number, number] = [118.371, 31.321];
/** One outside. */
export const outsideSmallCity: [number, number] = [119.5, 32];
