import { z } from 'zod';
import { itemCodeSchema } from '../contract/item.ts';
import type { Arguments } from './form.ts';
import { refuse } from './refusal.ts';
import type { Search } from './store.ts';

/** The specification's longest span. */
const spanMs = 90 * 86_400_000;

const instant = z.iso.datetime({ offset: true });

/** An instant with its zone, ms. A `+` that was not encoded has come as a space. */
function instantOf(query: Arguments, name: 'start_date' | 'end_date'): number | undefined {
  const text = query.one(name)?.trim().replace(' ', '+');
  if (text === undefined) return undefined;
  const ms = instant.safeParse(text).success ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return ms;
  throw refuse(
    400,
    `${name} 应为带时区的时间，如 2026-05-01T08:00:00Z`,
    `${name} must be a time with its zone, such as 2026-05-01T08:00:00Z`,
  );
}

/** Both ends count. Answers tell whole seconds, so an end counts to the end of its second. */
const afterSecond = (ms: number): number => Math.floor(ms / 1000) * 1000 + 1000;

/** The span that is asked for: ninety days from the start, or up to the end, or up to now. */
function spanOf(query: Arguments, nowMs: number): Pick<Search, 'fromMs' | 'beforeMs'> {
  const [start, end] = [instantOf(query, 'start_date'), instantOf(query, 'end_date')];
  if (start === undefined && end === undefined) return { fromMs: nowMs - spanMs, beforeMs: null };
  const from = start ?? end! - spanMs;
  const to = end ?? from + spanMs;
  if (to < from) throw refuse(400, 'end_date 早于 start_date', 'end_date is before start_date');
  if (to - from > spanMs)
    throw refuse(400, '时间跨度不能超过 90 天', 'start_date and end_date may not span more than 90 days');
  return { fromMs: from, beforeMs: afterSecond(to) };
}

function statusOf(query: Arguments): Search['status'] {
  const asked = new Set(query.list('status')?.map((s) => s.toLowerCase()));
  if ([...asked].some((s) => s !== 'open' && s !== 'closed'))
    throw refuse(400, 'status 只能是 open 或 closed', 'status must be open or closed');
  if (asked.size !== 1) return undefined;
  return asked.has('open') ? 'open' : 'closed';
}

/** The question of GET requests, at city time `nowMs`. Arguments that the specification does not know are passed over. */
export function searchOf(query: Arguments, nowMs: number): Search {
  // A code that no item can have finds nothing, like all unknown ones.
  const services = query.list('service_code')?.map((code) => (itemCodeSchema.safeParse(code).success ? code : ''));
  return { ...spanOf(query, nowMs), services, status: statusOf(query) };
}
