import type { Selectable } from 'kysely';
import type { Clock } from '../contract/clock.ts';
import type { CityEvent } from '../contract/events.ts';
import type { Feed } from '../contract/state.ts';
import type { Station } from '../contract/station.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { CityTable, EventTable, StationTable, WhistleTable } from '../db/schema.ts';

/** Rows of the database as the contract shows them: snapshots, events and REST all pass here. */

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export const presentClock = (c: Selectable<CityTable>): Clock => ({
  kind: c.clock_kind,
  mark: c.clock_mark,
  cityAt: c.clock_city_at.toISOString(),
  realAt: c.clock_real_at.toISOString(),
  speed: c.clock_speed,
});

export const presentFeed = (c: Selectable<CityTable>): Feed | null =>
  c.feed_running === null ? null : { running: c.feed_running, speed: c.feed_speed };

export const presentStation = (s: Selectable<StationTable>): Station => ({
  id: s.id,
  code: s.code,
  kind: s.kind,
  name: s.name,
  nameEn: s.name_en,
  position: [s.lng, s.lat],
  zone: s.zone,
  community: s.community,
  street: s.street,
  district: s.district,
  hours: s.hours,
  dutyTeam: { name: s.duty_name, people: s.duty_people },
  open: s.open,
  synthetic: s.synthetic,
  version: s.version,
});

export const whistleCode = (number: number): string => `W${String(number).padStart(6, '0')}`;

export const presentWhistle = (w: Selectable<WhistleTable>): Whistle => ({
  id: w.id,
  code: whistleCode(w.number),
  title: w.title,
  kind: w.kind,
  risk: w.risk,
  item: w.item,
  position: [w.lng, w.lat],
  zone: w.zone,
  community: w.community,
  street: w.street,
  district: w.district,
  departments: w.departments,
  stage: w.stage,
  calledAt: w.called_at.toISOString(),
  reportBy: iso(w.report_by),
  resolveBy: iso(w.resolve_by),
  reportedAt: iso(w.reported_at),
  resolvedAt: iso(w.resolved_at),
  verifiedAt: iso(w.verified_at),
  closedAt: iso(w.closed_at),
  urges: w.urges,
  chases: w.chases,
  lastNudge: w.last_nudge,
  reopened: w.reopened,
  deferral: w.deferral,
  deferrals: w.deferrals,
  closeAlarm: w.close_alarm,
  mergedInto: w.merged_into,
  origin: w.origin,
  sourceId: w.source_id,
  pictures: w.pictures,
  seq: w.seq,
  version: w.version,
});

export const presentEvent = (e: Selectable<EventTable>): CityEvent =>
  ({
    seq: e.seq,
    type: e.type,
    at: e.at.toISOString(),
    recordedAt: e.recorded_at.toISOString(),
    data: e.data,
  }) as CityEvent;
