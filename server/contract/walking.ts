import { z } from 'zod';
import { areaLevelSchema } from './city.ts';
import { positionSchema } from './geo.ts';

/** Who walks: how fast, and whether steps can be taken. */
export const walkProfiles = ['adult', 'elderly', 'wheelchair'] as const;
export type WalkProfile = (typeof walkProfiles)[number];

/**
 * Declared walking speeds, km/h. 4 km/h makes the 1,000 m of walking distance that GB 50180-2018 gives as the most for a
 * 15-minute circle; 3 km/h (0.83 m/s) is a usual design value for older people, and for wheelchairs on level ground.
 */
export const profileSpeedKmh: Record<WalkProfile, number> = { adult: 4, elderly: 3, wheelchair: 3 };

/** Longest walk that is asked about, metres: beyond it the question is no longer one of walking. */
export const longestWalkMetres = 6000;

export const walkQuerySchema = z
  .strictObject({
    profile: z
      .enum(walkProfiles)
      .optional()
      .meta({ description: '`adult` where left out; `wheelchair` takes no steps' }),
    minutes: z.coerce.number().min(1).max(60).optional().meta({ description: '15 where left out' }),
    speedKmh: z.coerce.number().min(1).max(10).optional().meta({ description: 'The profile’s where left out' }),
  })
  .refine((q) => walkOf(q).cutoffMetres <= longestWalkMetres, {
    message: `speed × time may be at most ${longestWalkMetres} m`,
  });
export type WalkQuery = z.infer<typeof walkQuerySchema>;

/** A walk in full: the profile, its speed, the minutes, and how many metres that makes. */
export interface Walk {
  profile: WalkProfile;
  speedKmh: number;
  minutes: number;
  cutoffMetres: number;
}

export function walkOf({
  profile = 'adult',
  minutes = 15,
  speedKmh,
}: {
  profile?: WalkProfile | undefined;
  minutes?: number | undefined;
  speedKmh?: number | undefined;
}): Walk {
  const speed = speedKmh ?? profileSpeedKmh[profile];
  return { profile, speedKmh: speed, minutes, cutoffMetres: (speed * 1000 * minutes) / 60 };
}

const metres = z.number().nullable();

/** One area by walking and by straight line, at the same metres. Distances are of those who reach a station at all. */
export const walkRowSchema = z
  .object({
    index: z.int(),
    code: z.string(),
    level: areaLevelSchema,
    people: z.int(),
    straightPeople: z.int().meta({ description: 'Within the metres of a station by straight line' }),
    straightTwicePeople: z.int().meta({ description: 'Of two stations' }),
    walkPeople: z.int().meta({ description: 'Within the metres of a station over the walking network' }),
    walkTwicePeople: z.int().meta({ description: 'Of two stations' }),
    strandedPeople: z.int().meta({ description: 'Who reach no station over the network, however far' }),
    p50Metres: metres.meta({ description: 'Half of the people have at most so far to their nearest station' }),
    p90Metres: metres,
    maxMetres: metres,
  })
  .meta({ id: 'WalkRow' });
export type WalkRow = z.infer<typeof walkRowSchema>;

export const walkSummarySchema = z
  .object({
    profile: z.enum(walkProfiles),
    speedKmh: z.number(),
    minutes: z.number(),
    cutoffMetres: z.number(),
    /** `seq` of the last event that it counts. */
    seq: z.int(),
    cityVersion: z.int(),
    networkEdition: z.int(),
    stations: z.int().meta({ description: 'Stations in service' }),
    stationsOffNetwork: z.array(z.string()).meta({ description: 'Ids of stations in service that no way leads to' }),
    peopleOffNetwork: z.int().meta({ description: 'People too far from any way' }),
    city: walkRowSchema,
  })
  .meta({ id: 'WalkSummary' });
export type WalkSummary = z.infer<typeof walkSummarySchema>;

/**
 * Why a compound is not reached: `far`, no station within the metres even by straight line; `detour`, one is, but the walk
 * to it is longer; `stranded`, no way leads to any station. `reached`: it is.
 */
export const walkReasons = ['reached', 'detour', 'far', 'stranded'] as const;
export type WalkReason = (typeof walkReasons)[number];

export const walkCompoundSchema = z
  .object({
    index: z.int(),
    code: z.string(),
    name: z.string(),
    nameEn: z.string(),
    community: z.string(),
    position: positionSchema,
    people: z.int(),
    unreachedPeople: z.int().meta({ description: 'Of its people, by where they live' }),
    station: z.string().nullable().meta({ description: 'Nearest by walking from its middle' }),
    metres,
    straightMetres: metres.meta({ description: 'To the station that is nearest by straight line' }),
    reason: z.enum(walkReasons).meta({ description: 'Of its middle' }),
  })
  .meta({ id: 'WalkCompound' });
export type WalkCompound = z.infer<typeof walkCompoundSchema>;

export const walkPathSchema = z
  .object({
    type: z.literal('Feature'),
    geometry: z.object({ type: z.literal('LineString'), coordinates: z.array(positionSchema) }),
    properties: z.object({
      station: z.string(),
      metres: z.number(),
      minutes: z.number(),
      straightMetres: z.number().meta({ description: 'Between the same two by straight line' }),
      bridgeMetres: z.number().meta({ description: 'Of the walk, over bridges' }),
    }),
  })
  .meta({ id: 'WalkPath' });
export type WalkPathFeature = z.infer<typeof walkPathSchema>;

/**
 * All zones at once, little-endian: 16 bytes header (`SWZ1`, uint32 zones n, uint32 seq, float32 metres), then uint16 × n:
 * share of the zone's people who reach a station by walking × 65,534; 65,535 where nobody lives.
 */
export const walkZonesMagic = 0x315a5753;
export const noPeople = 65_535;
export const fullShare = 65_534;
export interface WalkZones {
  seq: number;
  cutoffMetres: number;
  share: Uint16Array;
}

export function encodeWalkZones({ seq, cutoffMetres, share }: WalkZones): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16 + 2 * share.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, walkZonesMagic, true);
  view.setUint32(4, share.length, true);
  view.setUint32(8, seq, true);
  view.setFloat32(12, cutoffMetres, true);
  for (let i = 0; i < share.length; i++) view.setUint16(16 + 2 * i, share[i]!, true);
  return bytes;
}

/** Throws a RangeError where the bytes are not such a block. */
export function decodeWalkZones(bytes: Uint8Array): WalkZones {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16 || view.getUint32(0, true) !== walkZonesMagic)
    throw new RangeError('not a block of walking zones');
  const n = view.getUint32(4, true);
  if (bytes.length !== 16 + 2 * n)
    throw new RangeError(`a block of ${n} zones has ${16 + 2 * n} bytes, not ${bytes.length}`);
  const share = Uint16Array.from({ length: n }, (_, i) => view.getUint16(16 + 2 * i, true));
  return { seq: view.getUint32(8, true), cutoffMetres: view.getFloat32(12, true), share };
}
