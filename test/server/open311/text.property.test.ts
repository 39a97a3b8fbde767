import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xmlOf } from '../../../server/open311/xml.ts';
import { inSmallCity } from '../../support/cities.ts';
import { apiKey, item, startOpen311, type Played } from './city.ts';
import { GeoReportClient, type Fields } from './client.ts';
import { parseXml } from './strict-xml.ts';

let played: Played;
beforeAll(async () => {
  played = await startOpen311([item('J001'), item('J002', { name: 'a\u0001<b>&amp;\ufffe]]>' })]);
});
afterAll(() => played.stop());

const [long, lat] = inSmallCity;
const good = { api_key: apiKey, service_code: 'J001', lat: String(lat), long: String(long) };
const formats = ['json', 'xml'] as const;
const clientOf = (format: 'json' | 'xml') => new GeoReportClient(`${played.server.url}/open311/v2`, format);

/** What means something to XML, HTML, JSON or a form stands beside characters of every plane. */
const piece = fc.oneof(
  fc.constantFrom(
    '&',
    '<',
    '>',
    ']]>',
    '&amp;',
    '&#13;',
    '<b>',
    '<!--',
    '<![CDATA[',
    '"',
    "'",
    '\\u0041',
    '%41',
    '+',
    '=',
    ';',
  ),
  fc.constantFrom('\r', '\n', '\r\n', '\t', ' ', '\u0085', '\u2028', '\u00a0', '\u200f', '…', '🚒', '𠮷', '哨'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
/** Text that any XML document can hold. */
const text = fc
  .array(piece, { minLength: 1, maxLength: 60 })
  .map((pieces) =>
    pieces
      .join('')
      .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]/gu, '')
      .trim(),
  )
  .filter((t) => t !== '');

describe('a description', () => {
  it('comes back as it was sent, in both formats', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...formats), async (description, format) => {
        const sent = await clientOf(format).submit({ ...good, description });
        expect(sent.status).toBe(200);
        const id = sent.body[0]!['service_request_id']!;
        for (const reading of formats)
          expect((await clientOf(reading).request(id)).body[0]!['description']).toBe(description);
      }),
      { numRuns: 80 },
    );
  });
});

describe('XML', () => {
  it('is well-formed whatever the text, and changes no character that it can hold', () => {
    const any = fc.oneof(piece, fc.string({ unit: 'binary' }), fc.constantFrom('\ud83d', '\udd25', '\u0000', '\uffff'));
    fc.assert(
      fc.property(fc.array(any), fc.array(any), (a, b) => {
        const [one, other] = [a.join(''), b.join('')];
        const document = { root: 'services', value: [{ service_name: one, description: other, group: null }] };
        const told = parseXml(xmlOf(document)).children[0]!.children.map((e) => e.text);
        const held = (t: string) => t.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
        expect(told).toEqual([held(one), held(other), '']);
      }),
      { numRuns: 500 },
    );
  });

  it('holds even an item whose name is no text', async () => {
    const { body } = await clientOf('xml').services();
    expect(body[1]!['service_name']).toBe('a\ufffd<b>&amp;\ufffd]]>');
  });
});

const wellFormed = (t: string): string => t.replace(/\p{Surrogate}/gu, '');

describe('no input', () => {
  const names = [
    ...[
      'api_key',
      'jurisdiction_id',
      'service_code',
      'lat',
      'long',
      'address_string',
      'description',
      'media_url',
      'email',
    ],
    ...['attribute[a]', '__proto__', 'constructor', 'start_date', 'end_date', 'status', 'service_request_id', 'page'],
  ];
  const value = fc.oneof(
    fc.constantFrom(
      '',
      'J001',
      'smallville',
      'open',
      '0',
      '-0',
      '1e400',
      'NaN',
      '118.37',
      '31.32',
      '2026-06-25T02:00:00Z',
    ),
    fc.constantFrom(
      '\u0000',
      '\ufffd',
      '0000-12-31T23:59:59-23:59',
      '+275760-09-13T00:00:00Z',
      '9999-12-31T23:59:59Z',
      ',',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const pairs = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 10 });
  const raw = fc.oneof(
    pairs.map((p) => new URLSearchParams(p).toString()),
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.constantFrom('%', '%zz', '&&&', '=%E4%BD', 'description=%FF%FE', 'a[b][c]=1&a=2'),
  );
  const path = fc.oneof(
    fc.constantFrom(
      '/v2/services',
      '/v2/requests',
      '/v2/services/J001',
      '/v2/requests/x',
      '/v2/tokens/%00',
      '/discovery',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }).map((t) => `/v2/requests/${encodeURIComponent(wellFormed(t))}`),
    fc.constantFrom('/v2/requests/%ff', '/v2/services/.', '/v2//requests', '/v2', '/x'),
  );

  const edges = ['0000-01-01T00:00:00Z', '0000-12-31T23:59:59-23:59', '9999-12-31T23:59:59Z'].flatMap((time) =>
    ['start_date', 'end_date'].map((n): [string, 'xml', undefined, string] => [
      ...(['/v2/requests', 'xml', undefined, `${n}=${time}`] as const),
    ]),
  );

  it('gives a 500 or an answer out of format', async () => {
    const statuses = new Set<number>();
    const ask = async (at: string, format: 'json' | 'xml', body: string | undefined, query: string) => {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const init = body === undefined ? {} : { method: 'POST', headers: form, body };
      const response = await fetch(`${played.server.url}/open311${at}.${format}?${encodeURI(wellFormed(query))}`, init);
      const answer = await response.text();
      statuses.add(response.status);
      expect([200, 400, 403, 404]).toContain(response.status);
      const entries =
        format === 'json' ? (JSON.parse(answer) as object[]) : parseXml(answer).children.map((e) => fields(e.children));
      if (response.status !== 200)
        for (const entry of entries) {
          expect(Object.keys(entry)).toEqual(['code', 'description']);
          expect(String((entry as Fields)['code'])).toBe(String(response.status));
        }
    };
    await fc.assert(fc.asyncProperty(path, fc.constantFrom(...formats), fc.option(raw, { nil: undefined }), raw, ask), {
      numRuns: 600,
      examples: edges,
    });
    // Near misses of a whole request: one argument wrong, or two.
    await fc.assert(
      fc.asyncProperty(pairs, fc.constantFrom(...formats), (wrong, format) =>
        ask('/v2/requests', format, new URLSearchParams({ ...good, ...Object.fromEntries(wrong) }).toString(), ''),
      ),
      { numRuns: 200 },
    );
    expect([...statuses].sort()).toEqual([200, 400, 403, 404]);
  });
});

const fields = (children: { name: string; text: string }[]): Fields =>
  Object.fromEntries(children.map(({ name, text: t }) => [name, t]));
