import { z } from 'zod';
import { areaGeometrySchema, bboxSchema, positionSchema } from './geo.ts';
import { clockSchema } from './clock.ts';

/** `system` is the name of the audit chain that belongs to no city. */
export const cityIdSchema = z
  .string()
  .regex(/^(?!system$)[a-z][a-z0-9-]{1,31}$/, 'lower-case letters, digits and hyphens, and not system');

export const provenanceSchema = z
  .object({
    layer: z.string(),
    source: z.string(),
    licence: z.string(),
    date: z.string(),
    sourceCrs: z.string(),
    synthetic: z.boolean(),
    note: z.string().optional(),
  })
  .meta({ id: 'Provenance' });

export const citySchema = z
  .object({
    id: cityIdSchema,
    name: z.string(),
    nameEn: z.string(),
    timeZone: z.string(),
    bbox: bboxSchema,
    synthetic: z.boolean(),
    /** Rises when the city's areas are replaced; part of every tile's address. */
    version: z.int(),
    /** Stands in the address of area and zone tiles for their content (`tilePath`). */
    tileVersion: z.string(),
    people: z.int(),
    counts: z.object({ areas: z.int(), zones: z.int(), compounds: z.int() }),
    provenance: z.array(provenanceSchema),
    clock: clockSchema,
    /** `null` where the city has no demo feed. */
    feed: z.object({ running: z.boolean(), speed: z.number() }).nullable(),
  })
  .meta({ id: 'City' });
export type City = z.infer<typeof citySchema>;

/** Whether the IANA name is known here: everybody who shows the city's times must be able to. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A second city from no more than a bounding box or a boundary: zones are cut as a grid. */
export const cityCreateSchema = z
  .strictObject({
    id: cityIdSchema,
    name: z.string().trim().min(1).max(60),
    nameEn: z.string().trim().min(1).max(60),
    timeZone: z.string().max(64).refine(isTimeZone, 'an IANA time zone, e.g. Asia/Shanghai'),
    bbox: bboxSchema.optional(),
    boundary: areaGeometrySchema.optional(),
    cellMetres: z.number().min(50).max(5000).default(500),
    clock: z.enum(['live', 'simulated']).default('live'),
  })
  .refine((c) => (c.bbox === undefined) !== (c.boundary === undefined), 'give either bbox or boundary')
  .meta({ id: 'CityCreate' });
export type CityCreate = z.infer<typeof cityCreateSchema>;

export const areaLevelSchema = z.enum(['city', 'district', 'street', 'community']);
export type AreaLevel = z.infer<typeof areaLevelSchema>;

export const areaSchema = z
  .object({
    /** Index in the city version: the feature id in tiles and the row in typed arrays. */
    index: z.int(),
    code: z.string(),
    level: areaLevelSchema,
    parent: z.string().nullable(),
    name: z.string(),
    nameEn: z.string(),
    label: positionSchema,
    bbox: bboxSchema,
    people: z.int(),
    /** Square metres on the sphere. */
    areaM2: z.number(),
    synthetic: z.boolean(),
  })
  .meta({ id: 'Area' });
export type Area = z.infer<typeof areaSchema>;

export const zoneSchema = z
  .object({
    index: z.int(),
    code: z.string(),
    kind: z.enum(['residential', 'rural', 'other', 'water']),
    community: z.string(),
    street: z.string(),
    district: z.string(),
    compound: z.string().nullable(),
    people: z.int(),
    areaM2: z.number(),
    label: positionSchema,
    bbox: bboxSchema,
    synthetic: z.boolean(),
  })
  .meta({ id: 'Zone' });
export type Zone = z.infer<typeof zoneSchema>;

export const searchHitSchema = z
  .object({
    kind: z.enum(['district', 'street', 'community', 'compound', 'zone', 'station', 'whistle']),
    /** Area, zone, compound or station code; whistle id. */
    id: z.string(),
    name: z.string(),
    nameEn: z.string(),
    /** Names of the areas that hold it, from the district down. */
    within: z.array(z.string()),
    position: positionSchema,
    bbox: bboxSchema.nullable(),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof searchHitSchema>;
