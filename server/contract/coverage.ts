import { z } from 'zod';
import { areaLevelSchema } from './city.ts';

/**
 * Walking circles of GB 50180-2018 (minutes → metres of walking distance; the standard gives 800–1,000 m, 500 m and
 * 300 m for 15, 10 and 5 minutes). Drawn here as straight-line radii, which overstate what can be walked.
 */
export const walkingPresets = { 15: 1000, 10: 500, 5: 300 } as const;
export const defaultRadiusMetres = walkingPresets[15];

/** Metres that are walked in `minutes` at `speedKmh`. */
export const walkRadiusMetres = (speedKmh: number, minutes: number): number => (speedKmh * 1000 * minutes) / 60;

/** Largest radius that is counted, metres: beyond it the question is no longer one of walking. */
export const largestRadiusMetres = 2500;

export const coverageQuerySchema = z
  .strictObject({
    preset: z
      .enum(['5', '10', '15'])
      .optional()
      .meta({ description: 'Minutes, with the metres of GB 50180-2018: 300 m, 500 m, 1,000 m' }),
    minutes: z.coerce.number().min(1).max(60).optional().meta({ description: '15 where left out' }),
    speedKmh: z.coerce.number().min(1).max(10).optional().meta({ description: '4 where left out' }),
  })
  .refine((q) => q.preset === undefined || (q.minutes === undefined && q.speedKmh === undefined), {
    message: 'give a preset, or minutes and speedKmh',
  })
  .refine((q) => walkRadiusMetres(q.speedKmh ?? 4, q.minutes ?? 15) <= largestRadiusMetres, {
    message: `speed × time may be at most ${largestRadiusMetres} m`,
  });
export type CoverageQuery = z.infer<typeof coverageQuerySchema>;

/** Radius of the circles asked for, metres: a preset, or speed × minutes (4 km/h, 15 min where left out). */
export const radiusOf = (q: CoverageQuery): number =>
  q.preset !== undefined
    ? walkingPresets[Number(q.preset) as keyof typeof walkingPresets]
    : walkRadiusMetres(q.speedKmh ?? 4, q.minutes ?? 15);

/** Coverage of one area. `covered*` counts what at least one circle reaches, `twice*` what at least two reach. */
export const coverageRowSchema = z
  .object({
    index: z.int(),
    code: z.string(),
    level: areaLevelSchema,
    areaM2: z.number(),
    coveredM2: z.number(),
    twiceM2: z.number(),
    people: z.int(),
    coveredPeople: z.int(),
    twicePeople: z.int(),
  })
  .meta({ id: 'CoverageRow' });
export type CoverageRow = z.infer<typeof coverageRowSchema>;

export const coverageSummarySchema = z
  .object({
    radiusMetres: z.number(),
    /** `seq` of the last event that it counts. */
    seq: z.int(),
    cityVersion: z.int(),
    /** Stations in service. */
    stations: z.int(),
    city: coverageRowSchema,
    /** People reached by 0, 1, 2, and 3 or more stations. */
    peopleByCount: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  })
  .meta({ id: 'CoverageSummary' });
export type CoverageSummary = z.infer<typeof coverageSummarySchema>;

export const zoneCoverageSchema = z
  .object({
    index: z.int(),
    share: z.number().meta({ description: 'Share of the area within reach of at least one station' }),
    twiceShare: z.number(),
    meanDepth: z.number().meta({ description: 'Mean number of circles over the zone' }),
    circles: z.int().meta({ description: 'Circles that touch the zone' }),
    people: z.int(),
    coveredPeople: z.int(),
    twicePeople: z.int(),
  })
  .meta({ id: 'ZoneCoverage' });
export type ZoneCoverage = z.infer<typeof zoneCoverageSchema>;

/**
 * All zones at once, little-endian: 16 bytes header (`SCZ1`, uint32 zones n, uint32 seq, float32 radius in metres), then
 * uint16 × n covered share × 65,535, then uint8 × n circles that touch the zone (255 means 255 or more).
 */
export const zoneCellsMagic = 0x315a4353;
export interface ZoneCells {
  seq: number;
  radiusMetres: number;
  share: Uint16Array;
  circles: Uint8Array;
}

export function encodeZoneCells(cells: ZoneCells): Uint8Array {
  const n = cells.share.length;
  const bytes = new Uint8Array(16 + 3 * n);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, zoneCellsMagic, true);
  view.setUint32(4, n, true);
  view.setUint32(8, cells.seq, true);
  view.setFloat32(12, cells.radiusMetres, true);
  for (let i = 0; i < n; i++) view.setUint16(16 + 2 * i, cells.share[i]!, true);
  bytes.set(cells.circles, 16 + 2 * n);
  return bytes;
}

/** Throws a RangeError where the bytes are not such a block. */
export function decodeZoneCells(bytes: Uint8Array): ZoneCells {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16 || view.getUint32(0, true) !== zoneCellsMagic)
    throw new RangeError('not a block of zone cells');
  const n = view.getUint32(4, true);
  if (bytes.length !== 16 + 3 * n)
    throw new RangeError(`a block of ${n} zones has ${16 + 3 * n} bytes, not ${bytes.length}`);
  const share = Uint16Array.from({ length: n }, (_, i) => view.getUint16(16 + 2 * i, true));
  return {
    seq: view.getUint32(8, true),
    radiusMetres: view.getFloat32(12, true),
    share,
    circles: bytes.slice(16 + 2 * n),
  };
}

/** What changed since `fromSeq`, pushed live; a client that has another `seq` fetches all cells again. */
export interface CoverageDelta {
  city: string;
  fromSeq: number;
  summary: CoverageSummary;
  /** Zone indices (uint32 × k), and for each the share (uint16 × k) and the circles (uint8 × k), little-endian. */
  zones: Uint8Array;
  share: Uint8Array;
  circles: Uint8Array;
  /** Areas whose figures changed. */
  areas: CoverageRow[];
}
