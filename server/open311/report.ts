import type { Position } from '../contract/geo.ts';
import type { Sentence } from './answer.ts';
import type { Arguments } from './form.ts';
import { Refusal } from './refusal.ts';

/** What is kept of a request that somebody sends in. */
export interface Report {
  service: string;
  position: Position;
  description: string | undefined;
}

/** The specification's limit. */
const maxCharacters = 4000;

/**
 * What no description may hold: control characters, which XML cannot carry, halves of a UTF-16 pair, and the mark that
 * decoding leaves of bytes that are not UTF-8.
 */
const noText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd-\uffff]|\p{Surrogate}/u;

const missing = (name: string): Sentence => ({ zh: `请提供 ${name}`, en: `${name} was not provided` });

function degrees(form: Arguments, name: 'lat' | 'long', most: number): number | Sentence {
  const text = form.one(name)?.trim();
  if (text === undefined) return missing(name);
  const value = /^[+-]?\d{1,3}(\.\d*)?$/.test(text) ? Number(text) : NaN;
  if (Math.abs(value) <= most) return value;
  return { zh: `${name} 应为 ±${most} 以内的度数`, en: `${name} must be a number of degrees within ±${most}` };
}

const noGeocoder: Sentence = {
  zh: '本服务不解析地址，请提供 lat 和 long（WGS-84）',
  en: 'Addresses cannot be looked up here: provide lat and long (WGS-84)',
};

/** `[lng, lat]`, or what is wrong with it. */
function positionOf(form: Arguments): Position | Sentence[] {
  const byAddress = form.one('address_string') !== undefined || form.one('address_id') !== undefined;
  if (byAddress && form.one('lat') === undefined && form.one('long') === undefined) return [noGeocoder];
  const [lat, long] = [degrees(form, 'lat', 90), degrees(form, 'long', 180)];
  if (typeof lat === 'number' && typeof long === 'number') return [long, lat];
  return [lat, long].filter((part) => typeof part !== 'number');
}

function wrongWith(description: string | undefined): Sentence[] {
  if (description === undefined) return [];
  const wrong: Sentence[] = [];
  if (Array.from(description).length > maxCharacters)
    wrong.push({
      zh: `description 最多 ${maxCharacters} 个字`,
      en: `description has at most ${maxCharacters} characters`,
    });
  if (noText.test(description))
    wrong.push({
      zh: 'description 含有无法识别的字符，请使用 UTF-8 编码',
      en: 'description holds what is no character; is it UTF-8?',
    });
  return wrong;
}

const isPosition = (p: Position | Sentence[]): p is Position => typeof p[0] === 'number';

/** Reads what is kept; throws a 400 that names everything that is missing or wrong. */
export function reportOf(form: Arguments): Report {
  const service = form.one('service_code');
  const position = positionOf(form);
  const description = form.one('description')?.trim() || undefined;
  const wrong = [
    ...(service === undefined ? [missing('service_code')] : []),
    ...(isPosition(position) ? [] : position),
    ...wrongWith(description),
  ];
  if (wrong.length > 0 || service === undefined || !isPosition(position)) throw new Refusal(400, wrong);
  return { service, position, description };
}

/** Arguments that the specification knows and that are not kept here. */
const dropped = [
  ...['first_name', 'last_name', 'email', 'phone', 'device_id', 'account_id'],
  ...['address_string', 'address_id', 'media_url'],
];

/** Which of those were sent, for telling their sender. */
export const notKept = (form: Arguments): string[] => {
  const names = new Set(form.names());
  return dropped.filter((name) => names.has(name));
};
