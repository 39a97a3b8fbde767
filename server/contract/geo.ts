import { z } from 'zod';

/** `[lng, lat]`, WGS-84, degrees. */
export const positionSchema = z
  .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
  .meta({ id: 'Position', description: '[lng, lat], WGS-84, degrees' });
export type Position = z.infer<typeof positionSchema>;

/** Degrees in a query, up to a limit either way; an empty one is refused, not read as 0. */
export const queryDegrees = (limit: number) =>
  z.string().trim().min(1).transform(Number).pipe(z.number().min(-limit).max(limit));

/** `[west, south, east, north]`, degrees; west < east, south < north (no antimeridian crossing). */
export const bboxSchema = z
  .tuple([
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
  ])
  .refine(([w, s, e, n]) => w < e && s < n, 'west must be less than east and south less than north');
export type Bbox = z.infer<typeof bboxSchema>;

const ring = z.array(positionSchema).min(4);
export const polygonSchema = z.object({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) });
export const multiPolygonSchema = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(ring).min(1)).min(1),
});
/** RFC 7946 geometry of an area. */
export const areaGeometrySchema = z
  .discriminatedUnion('type', [polygonSchema, multiPolygonSchema])
  .meta({ id: 'AreaGeometry' });
export type AreaGeometry = z.infer<typeof areaGeometrySchema>;

const firstMs = Date.parse('1970-01-01T00:00:00Z');
const lastMs = Date.parse('2200-01-01T00:00:00Z');

/**
 * An instant, RFC 3339 in UTC with milliseconds: `2026-11-23T06:05:00.000Z`, of the years 1970 to 2199: what is counted on
 * from there (working days, pauses) must stay an instant that everybody can write.
 */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .refine((text) => !(Date.parse(text) < firstMs || Date.parse(text) >= lastMs), 'of the years 1970 to 2199')
  .meta({ id: 'Instant', description: 'Of the years 1970 to 2199' });
