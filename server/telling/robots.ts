import type { WebhookFormat } from '../contract/telling.ts';
import { kindWords } from './words.ts';

/** Bytes that WeCom takes of markdown; DingTalk takes more. */
export const mostBytes = 4096;
/** Twenty messages a minute at the most: so many ms from one to the next. */
export const paceMs = 3100;
/** Past so many that wait, those that do not fit are told by their number. */
const crowd = 100;

export interface Line {
  kind: string;
  /** One line of text. */
  body: string;
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** `报到 200、办结 212`. */
function countsOf(lines: readonly Line[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of lines) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, n]) => `${kindWords[kind as keyof typeof kindWords]} ${n}`).join('、');
}

const urgent: readonly string[] = ['whistle.overdue', 'whistle.chased', 'whistle.warned', 'whistle.called'];
const rank = ({ kind }: Line): number => (urgent.includes(kind) ? urgent.indexOf(kind) : urgent.length);

/** Room for the head and for the sentence about those that do not fit. */
const reserved = 800;

/**
 * One message for as many lines as it holds, the oldest first; of a crowd the urgent ones first, and the others in one
 * sentence, so that a robot is never hours behind. Returns its text and the lines that it tells.
 */
export function digest<L extends Line>(city: string, waiting: readonly L[]): { text: string; told: readonly L[] } {
  const isCrowd = waiting.length > crowd;
  const order = isCrowd ? [...waiting].sort((a, b) => rank(a) - rank(b)) : waiting;
  let room = mostBytes - reserved;
  const fit = order.findIndex((line) => (room -= bytes(line.body) + 2) < 0);
  const shown = order.slice(0, fit === -1 ? order.length : Math.max(1, fit));
  const rest = order.slice(shown.length);
  const told = isCrowd ? order : shown;
  const head = told.length === 1 ? `哨图·${city}` : `哨图·${city}：${told.length} 条`;
  const more = isCrowd && rest.length > 0 ? [`另有 ${rest.length} 条：${countsOf(rest)}`] : [];
  return { text: [head, ...shown.map(({ body }) => body), ...more].join('\n\n'), told };
}

/** A robot's message of markdown. */
export const robotBody = (format: Exclude<WebhookFormat, 'standard'>, text: string): string =>
  JSON.stringify(
    format === 'wecom'
      ? { msgtype: 'markdown', markdown: { content: text } }
      : { msgtype: 'markdown', markdown: { title: '哨图通知', text } },
  );

/** What a robot answered: both say success with `errcode` 0, and everything else with status 200 too. */
export function robotError(answer: string): string | null {
  try {
    const { errcode, errmsg } = JSON.parse(answer) as { errcode?: unknown; errmsg?: unknown };
    if (errcode === 0) return null;
    return `errcode ${String(errcode)}: ${String(errmsg).slice(0, 200)}`;
  } catch {
    return 'the answer is no JSON';
  }
}
