import { z } from 'zod';
import { instantSchema } from './geo.ts';

/**
 * A city's clock. A `live` city runs on the server's. A `simulated` one (demo, replay) maps real time onto its own:
 * city time = `cityAt` + (real − `realAt`) × `speed`. Only there may a caller say when something happened.
 */
export const clockSchema = z
  .object({
    kind: z.enum(['live', 'simulated']),
    /** Why it is simulated, shown on every screen: 演示 or 回放. */
    mark: z.enum(['none', 'demo', 'replay']),
    cityAt: instantSchema,
    realAt: instantSchema,
    speed: z.number().min(0).max(1e7),
  })
  .meta({ id: 'Clock' });
export type Clock = z.infer<typeof clockSchema>;

/** City time, ms since the epoch, at the server's real time `realMs`. */
export const cityTimeMs = (clock: Clock, realMs: number): number =>
  clock.kind === 'live' ? realMs : Date.parse(clock.cityAt) + (realMs - Date.parse(clock.realAt)) * clock.speed;

/** City seconds to a second of a demo feed, at most: a day in a second. */
export const fastestFeed = 86_400;

/** Sets the simulated clock; refused with `time-not-settable` in a live city. */
export const clockSetSchema = z
  .strictObject({ cityAt: instantSchema, speed: z.number().min(0).max(1e7), mark: z.enum(['demo', 'replay']) })
  .meta({ id: 'ClockSet' });
export type ClockSet = z.infer<typeof clockSetSchema>;
