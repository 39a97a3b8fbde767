import { z } from 'zod';
import { clockSchema } from './clock.ts';
import { daySchema } from './item.ts';
import { stationSchema } from './station.ts';
import { alarmOfSchema, escalationSchema, eventPictureSchema, whistleSchema } from './whistle.ts';

const envelope = {
  /** Without a gap within one city, from 1. */
  seq: z.int(),
  /** City time at which it happened. */
  at: z.string(),
  /** Server's real time at which it was recorded. */
  recordedAt: z.string(),
};
/** A whistle's events say whose part it was about and what was said with it; `null` where nobody or nothing. */
const whistleData = z.object({
  whistle: whistleSchema,
  department: z.string().nullable(),
  words: z.string().nullable(),
  /** Departments that have a part in it from this event on; left out where there are none. */
  joined: z.array(z.string()).optional(),
  /** For a reader who sees the whistle from this event on, and did not when it was called; else left out. */
  entered: z.literal(true).optional(),
});
/** How a whistle was counted when it was closed. */
export const closingSchema = z.enum(['in-time', 'late', 'no-deadline']);
export type Closing = z.infer<typeof closingSchema>;
const reopenedData = whistleData.extend({
  /** How it had been closed; `null` where it had not been. */
  closing: closingSchema.nullable(),
  /** The closed whistle that moves up into the live state in its place; `null` where there is none. */
  next: whistleSchema.nullable(),
});
/** A deadline warned or was passed: which one, and who is told. */
const alarmData = whistleData.extend({ deadline: alarmOfSchema, escalatedTo: z.array(escalationSchema) });
/** A picture was put on it; its bytes are asked for by its id. `null` for whoever may not see it. */
const pictureData = whistleData.extend({ picture: eventPictureSchema.nullable() });
const stationData = z.object({ station: stationSchema });

/** Events of whistles that carry nothing of their own kind. */
export const plainWhistleEvents = [
  'whistle.called',
  'whistle.dispatched',
  'whistle.reported',
  'whistle.arrived',
  'whistle.resolved',
  'whistle.handed-back',
  'whistle.hand-back-accepted',
  'whistle.hand-back-refused',
  'whistle.extension-asked',
  'whistle.extension-granted',
  'whistle.extension-refused',
  'whistle.evaluated',
  'whistle.verified',
  'whistle.closed',
  'whistle.urged',
  'whistle.chased',
  'whistle.merged',
  'whistle.absorbed',
  'whistle.deferred',
  'whistle.resumed',
] as const;

/**
 * A row of the append-only event table. Each carries the whole record as it is after the change. `elsewhere` is no row: it
 * stands for those from `data.from` to `seq`, which are out of the reader's sight.
 */
export const cityEventSchema = z
  .discriminatedUnion('type', [
    z.object({ ...envelope, type: z.literal(plainWhistleEvents), data: whistleData }),
    z.object({ ...envelope, type: z.literal('whistle.reopened'), data: reopenedData }),
    z.object({ ...envelope, type: z.literal('whistle.pictured'), data: pictureData }),
    z.object({ ...envelope, type: z.literal(['whistle.warned', 'whistle.overdue']), data: alarmData }),
    z.object({ ...envelope, type: z.literal('elsewhere'), data: z.object({ from: z.int() }) }),
    z.object({ ...envelope, type: z.literal('station.added'), data: stationData }),
    z.object({ ...envelope, type: z.literal('station.moved'), data: stationData }),
    z.object({ ...envelope, type: z.literal('station.opened'), data: stationData }),
    z.object({ ...envelope, type: z.literal('station.closed'), data: stationData }),
    /** The list of items that begins on this day was made, replaced or removed. */
    z.object({ ...envelope, type: z.literal('items.listed'), data: z.object({ startsOn: daySchema }) }),
    /** The city was given a walking network in the place of the one it had. */
    z.object({ ...envelope, type: z.literal('network.replaced'), data: z.object({ edition: z.int() }) }),
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
export type EventDraft =
  Exclude<CityEvent, { type: 'elsewhere' }> extends infer E
    ? E extends CityEvent
      ? Pick<E, 'type' | 'data'>
      : never
    : never;
