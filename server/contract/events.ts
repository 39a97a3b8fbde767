import { z } from 'zod';
import { clockSchema } from './clock.ts';
import { stationSchema } from './station.ts';
import { whistleSchema } from './whistle.ts';

const envelope = {
  /** Without a gap within one city, from 1. */
  seq: z.int(),
  /** City time at which it happened. */
  at: z.string(),
  /** Server's real time at which it was recorded. */
  recordedAt: z.string(),
};
const whistleData = z.object({ whistle: whistleSchema });
const stationData = z.object({ station: stationSchema });

/** A row of the append-only event table. Each carries the whole record as it is after the change. */
export const cityEventSchema = z
  .discriminatedUnion('type', [
    z.object({ ...envelope, type: z.literal('whistle.called'), data: whistleData }),
    z.object({ ...envelope, type: z.literal('whistle.dispatched'), data: whistleData }),
    z.object({ ...envelope, type: z.literal('whistle.reported'), data: whistleData }),
    z.object({ ...envelope, type: z.literal('whistle.arrived'), data: whistleData }),
    z.object({ ...envelope, type: z.literal('whistle.resolved'), data: whistleData }),
    z.object({ ...envelope, type: z.literal('whistle.closed'), data: whistleData }),
    z.object({ ...envelope, type: z.literal('station.added'), data: stationData }),
    z.object({ ...envelope, type: z.literal('station.moved'), data: stationData }),
    z.object({ ...envelope, type: z.literal('station.opened'), data: stationData }),
    z.object({ ...envelope, type: z.literal('station.closed'), data: stationData }),
    z.object({ ...envelope, type: z.literal('clock.set'), data: z.object({ clock: clockSchema }) }),
    z.object({
      ...envelope,
      type: z.literal('feed.switched'),
      data: z.object({ running: z.boolean(), speed: z.number() }),
    }),
  ])
  .meta({ id: 'CityEvent' });
export type CityEvent = z.infer<typeof cityEventSchema>;
export type EventType = CityEvent['type'];
/** An event before it has a number. */
export type EventDraft = CityEvent extends infer E ? (E extends CityEvent ? Pick<E, 'type' | 'data'> : never) : never;
