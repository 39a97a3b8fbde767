import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRow } from '../../../server/audit/chain.ts';
import { readAudit, verifyChain } from '../../../server/audit/store.ts';
import { maxPicturesPerWhistle, type Picture, type PicturePut } from '../../../server/contract/picture.ts';
import type { Grant } from '../../../server/contract/people.ts';
import type { HistoryRow, Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { ask, call } from '../../support/http.ts';
import { grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { drawing, photograph, png, pngOf, webp } from './files.ts';

const [cityBureau, police] = ['城管局', '公安局'];
let server: TestServer;
let base: string;
let w: Whistle;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville/whistles`;
});
afterAll(() => server.stop());
beforeEach(async () => {
  const input = { title: '占道经营', position: inSmallCity, departments: [cityBureau, police] };
  w = (await call<Whistle>('POST', base, input)).body;
});

type Refusal = { code?: string };
type Sent = { status: number; headers: Headers; body: PicturePut & Refusal };
interface How {
  query?: string;
  type?: string;
  headers?: Record<string, string>;
}
async function put(file: Buffer, { query = 'step=call', type = 'image/jpeg', headers = {} }: How = {}): Promise<Sent> {
  const answer = await ask(`${base}/${w.id}/pictures?${query}`, {
    ...{ method: 'POST', body: new Uint8Array(file) },
    headers: { 'content-type': type, ...headers },
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Sent['body'] };
}
const whistle = async (): Promise<Whistle> => (await call<Whistle>('GET', `${base}/${w.id}`)).body;
const list = async (): Promise<Picture[]> =>
  (await call<{ pictures: Picture[] }>('GET', `${base}/${w.id}/pictures`)).body.pictures;
const bytesOf = async (id: string, rest = ''): Promise<Buffer> =>
  Buffer.from(await (await ask(`${base}/${w.id}/pictures/${id}${rest}`)).arrayBuffer());
const step = (name: string, body: object) => call<Whistle & Refusal>('POST', `${base}/${w.id}/${name}`, body);
const bearer = async (...grants: Grant[]) => ({ authorization: `Bearer ${await tokenFor(server.db, grants)}` });
const newest = async (chain: string): Promise<AuditRow> => (await readAudit(server.db, { chain, limit: 1 }))[0]!;
async function closeIt(): Promise<void> {
  for (const department of [cityBureau, police]) await step('report-in', { department });
  for (const name of ['resolve', 'verify', 'close']) await step(name, {});
}

describe('a picture on a whistle', () => {
  it('is drawn anew: upright, without position and camera, at most 1600 pixels, with a small one beside it', async () => {
    const sent = await photograph(4000, 2000);
    expect(sent.includes('SECRETMAKER')).toBe(true);
    expect((await sharp(sent).metadata()).exif).toBeDefined();
    const { status, headers, body } = await put(sent);
    expect(status).toBe(201);
    const { picture } = body;
    expect(headers.get('location')).toBe(`/api/v1/cities/smallville/whistles/${w.id}/pictures/${picture.id}`);
    expect(picture).toMatchObject({ step: 'call', department: null, by: '测试', width: 800, height: 1600 });
    const [image, small] = [await bytesOf(picture.id), await bytesOf(picture.id, '/thumbnail')];
    const [told, toldSmall] = [await sharp(image).metadata(), await sharp(small).metadata()];
    expect([told.format, told.width, told.height, toldSmall.width, toldSmall.height]).toEqual([
      ...['jpeg', 800, 1600],
      ...[160, 320],
    ]);
    for (const file of [image, small]) {
      expect(file.includes('SECRETMAKER')).toBe(false);
      const { exif, icc, xmp, iptc, orientation } = await sharp(file).metadata();
      expect([exif, icc, xmp, iptc, orientation]).toEqual(Array(5).fill(undefined));
    }
    // What lay left stands above now.
    const { data } = await sharp(image)
      .extract({ left: 400, top: 20, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(150);
    expect(picture.bytes).toBe(image.length);
  });

  it.each([
    ['a PNG', png, 'image/png'],
    ['a WebP', webp, 'image/webp'],
    ['a JPEG that a telephone calls a PNG', photograph, 'image/png'],
  ] as const)('may be %s', async (_, make, type) => {
    expect((await put(await make(), { type })).status).toBe(201);
    expect((await sharp(await bytesOf((await list())[0]!.id)).metadata()).format).toBe('jpeg');
  });

  it('loses what was hidden behind it', async () => {
    const hidden = Buffer.from('<script>alert(1)</script>PK\u0003\u0004hidden');
    const { picture } = (await put(Buffer.concat([await photograph(), hidden]))).body;
    expect((await bytesOf(picture.id)).includes('hidden')).toBe(false);
  });

  it('is counted in the whistle, said in the stream and in the history', async () => {
    const { picture, version } = (await put(await photograph(), { query: `step=resolve&department=${cityBureau}` }))
      .body;
    const now = await whistle();
    expect(now).toMatchObject({ pictures: 1, version });
    expect(version).toBe(w.version + 1);
    const { history } = (await call<{ history: HistoryRow[] }>('GET', `${base}/${w.id}/history`)).body;
    expect(history.map((h) => [h.type, h.department, h.picture])).toEqual([
      ['whistle.called', null, null],
      ['whistle.pictured', cityBureau, { id: picture.id, step: 'resolve' }],
    ]);
    const event = await server.db.selectFrom('event').selectAll().where('seq', '=', now.seq).executeTakeFirstOrThrow();
    expect(JSON.stringify(event.data).length).toBeLessThan(5000);
  });

  it('is sent with what keeps it a picture, and not twice to whoever has it', async () => {
    const { picture } = (await put(await photograph())).body;
    const first = await ask(`${base}/${w.id}/pictures/${picture.id}`);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="${picture.id}.jpg"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-cache',
      etag: `"${picture.sha256}"`,
    });
    const again = { headers: { 'if-none-match': `"${picture.sha256}"`, 'cache-control': 'max-age=0' } };
    expect((await ask(`${base}/${w.id}/pictures/${picture.id}`, again)).status).toBe(304);
    expect((await ask(`${base}/${w.id}/pictures/${picture.id}/thumbnail`, again)).status).toBe(200);
  });

  it('is put once, with a key or without; the key is not for another', async () => {
    const headers = { 'idempotency-key': `k-${w.id}` };
    const [file, other] = [await photograph(), await png()];
    const first = await put(file, { headers });
    expect((await put(file, { headers })).body).toEqual(first.body);
    expect((await put(file)).body.picture).toEqual(first.body.picture);
    expect((await put(other, { headers })).body.code).toBe('idempotency-key-reused');
    expect(await list()).toEqual([first.body.picture]);
    expect((await whistle()).pictures).toBe(1);
    // To another step it is another.
    expect((await put(file, { query: 'step=resolve' })).body.picture.id).not.toBe(first.body.picture.id);
  });

  it('is one of so many at the most, also when all come at once', async () => {
    const files = await Promise.all(Array.from({ length: maxPicturesPerWhistle + 3 }, (_, i) => png(20 + i, 20)));
    const answers = await Promise.all(files.map((file) => put(file, { type: 'image/png' })));
    expect(answers.filter((a) => a.status === 201)).toHaveLength(maxPicturesPerWhistle);
    expect(answers.filter((a) => a.body.code === 'pictures-full')).toHaveLength(3);
    expect(await list()).toHaveLength(maxPicturesPerWhistle);
    expect((await whistle()).pictures).toBe(maxPicturesPerWhistle);
  });

  it('is referred to by a grade, of that department and no other', async () => {
    const { picture: ofCall } = (await put(await png())).body;
    expect((await put(await png(), { query: `step=evaluate&department=${police}` })).body.code).toBe(
      'transition-illegal',
    );
    await closeIt();
    const { picture } = (await put(await png(), { query: `step=evaluate&department=${police}` })).body;
    const grade = (department: string, pictures: string[]) =>
      step('evaluate', { department, speed: 4, quality: 2, words: '现场仍有垃圾', pictures });
    for (const [department, id] of [
      [police, ofCall.id],
      [cityBureau, picture.id],
      [police, '00000000-0000-4000-8000-000000000000'],
    ] as const)
      expect((await grade(department, [id])).body.code).toBe('picture-unknown');
    const { departments } = (await grade(police, [picture.id])).body;
    expect(departments.find((d) => d.department === police)!.evaluation!.pictures).toEqual([picture.id]);
    // It is graded: its pictures are what they are.
    expect((await put(await png(90, 90), { query: `step=evaluate&department=${police}` })).body.code).toBe(
      'transition-illegal',
    );
  });
});

describe('what is no picture', () => {
  const bomb = (): Buffer => pngOf(30_000, 30_000, Buffer.alloc(1_000_000));
  it.each<[string, string, () => Buffer | Promise<Buffer>]>([
    ['a text that is called one', 'picture-invalid', () => Buffer.from('这不是图片'.repeat(100))],
    ['nothing at all', 'picture-invalid', () => Buffer.alloc(0)],
    ['a JPEG that ends halfway', 'picture-invalid', async () => (await photograph()).subarray(0, 3000)],
    ['a PNG that says it is larger than it is', 'picture-invalid', () => pngOf(64, 4000, Buffer.alloc(65 * 64))],
    ['a PNG whose sums are wrong', 'picture-invalid', async () => Buffer.from(await png()).fill(0, 60, 90)],
    [
      'an SVG',
      'picture-invalid',
      () =>
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
    ],
    ['a GIF', 'picture-invalid', () => drawing(20, 20).gif().toBuffer()],
    ['a TIFF', 'picture-invalid', () => drawing(20, 20).tiff().toBuffer()],
    ['a picture of 900 million pixels in a small file', 'picture-invalid', bomb],
    ['a file of 6 MB', 'body-too-large', () => Buffer.alloc(6 * 1024 * 1024, 1)],
  ])('is refused with a sentence, on record, and changes nothing: %s', async (_, code, make) => {
    const before = await whistle();
    const chains = ['smallville', 'system'];
    const rows = async () => Promise.all(chains.map(async (c) => (await verifyChain(server.db, c)).rows));
    const [city, system] = (await rows()) as [number, number];
    const { status, body } = await put(await make());
    expect(body).toMatchObject({ code, title: expect.stringMatching(/\p{Script=Han}.* · \w/u) as string });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(await whistle()).toEqual(before);
    expect(await list()).toEqual([]);
    const after = (await rows()) as [number, number];
    expect(after[0] + after[1]).toBe(city + system + 1);
    // All that was tried on a city's whistle stands on the city's record.
    expect(after[1]).toBe(system);
    expect(await newest('smallville')).toMatchObject({ action: 'putPicture', outcome: 'refused', code });
    expect((await newest('smallville')).detail.length).toBeLessThan(400);
  });

  it('is also JSON, and another media type', async () => {
    expect((await put(Buffer.from('{}'), { type: 'application/json' })).body.code).toBe('media-type-unsupported');
    expect((await put(await png(), { type: 'image/svg+xml' })).body.code).toBe('media-type-unsupported');
    expect((await put(await png(), { query: 'step=close' })).body.code).toBe('input-invalid');
  });
});

describe('who may', () => {
  const here = { city: 'smallville' };
  const putBy = async (of: Grant, query: string): Promise<string | undefined> =>
    (await put(await png(), { query, headers: await bearer(of), type: 'image/png' })).body.code;

  it('put one is who may take the step, in their area and for their department', async () => {
    const leader = grant('street-leader', { ...here, area: w.street });
    const dispatcher = grant('dispatcher', { ...here, department: cityBureau });
    expect(await putBy(leader, 'step=call')).toBeUndefined();
    expect(await putBy(leader, `step=resolve&department=${cityBureau}`)).toBe('not-allowed');
    expect(await putBy(dispatcher, 'step=call')).toBe('not-allowed');
    expect(await putBy(dispatcher, `step=resolve&department=${cityBureau}`)).toBeUndefined();
    expect(await putBy(dispatcher, `step=resolve&department=${police}`)).toBe('not-allowed');
    expect(await putBy(dispatcher, 'step=resolve')).toBe('not-allowed');
    expect(await putBy(grant('street-leader', { ...here, area: '999' }), 'step=call')).toBe('whistle-unknown');
    for (const role of ['planner', 'display', 'auditor'] as const)
      expect([role, await putBy(grant(role, here), 'step=call')]).toEqual([role, 'not-allowed']);
    // Out of turn, and whom nobody called.
    expect(await putBy(leader, 'step=verify')).toBe('transition-illegal');
    expect(await putBy(grant('dispatcher', here), 'step=resolve&department=气象局')).toBe('department-not-called');
  });

  it('is refused in words also when all of it has been sent', async () => {
    const { hostname, port, pathname } = new URL(base);
    const file = Buffer.alloc(10_000_000, 7);
    const agent = new Agent({ keepAlive: true });
    for (let i = 0; i < 20; i++) {
      const request = httpRequest({
        ...{ hostname, port, method: 'POST', path: `${pathname}/${w.id}/pictures?step=call`, agent },
        headers: { ...(await bearer(grant('street-leader', here))), 'content-type': 'image/png', 'content-length': file.length }, // prettier-ignore
      });
      const answered = once(request, 'response');
      request.end(file);
      const [answer] = (await answered) as [IncomingMessage];
      expect((JSON.parse(await text(answer)) as { code: string }).code).toBe('body-too-large');
    }
    agent.destroy();
  });

  it.each([
    ['whoever may never put one', grant('display', here), 1_000_000, 'not-allowed'],
    ['whoever may, but not to this step', grant('dispatcher', { ...here, department: police }), 900_000, 'not-allowed'],
    ['a leader of another street', grant('street-leader', { ...here, area: '999' }), 900_000, 'whistle-unknown'],
    ['what is larger than any may be', grant('street-leader', here), 6_000_000, 'body-too-large'],
  ] as const)('sends nothing of the file before %s is refused', async (_what, who, length, code) => {
    const { hostname, port } = new URL(base);
    const request = httpRequest({
      ...{ hostname, port, method: 'POST', path: `${new URL(base).pathname}/${w.id}/pictures?step=call` },
      headers: { ...(await bearer(who)), 'content-type': 'image/png', 'content-length': length },
    });
    // The head alone goes out; of the body not a byte ever does.
    request.flushHeaders();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    const body = JSON.parse(await text(answer)) as { code: string };
    request.destroy();
    expect(body.code).toBe(code);
  });

  it('see one is who may read the whistle, but no screen, no planner and no citizens’ client', async () => {
    const { picture } = (await put(await photograph())).body;
    const status = async (of: Grant): Promise<number[]> => {
      const headers = await bearer(of);
      const paths = ['', `/${picture.id}`, `/${picture.id}/thumbnail`];
      return Promise.all(paths.map(async (p) => (await ask(`${base}/${w.id}/pictures${p}`, { headers })).status));
    };
    for (const role of ['centre', 'street-leader', 'dispatcher', 'responder', 'auditor'] as const)
      expect([role, await status(grant(role, here))]).toEqual([role, [200, 200, 200]]);
    for (const role of ['display', 'planner', 'administrator'] as const)
      expect([role, await status(grant(role, here))]).toEqual([role, [403, 403, 403]]);
    expect(await status(grant('intake', here))).toEqual([404, 404, 404]);
    expect(await status(grant('centre', { ...here, area: '999' }))).toEqual([404, 404, 404]);
    expect(await status(grant('dispatcher', { ...here, department: '气象局' }))).toEqual([404, 404, 404]);
    const screen = await call<Whistle>('GET', `${base}/${w.id}`, undefined, await bearer(grant('display', here)));
    expect(screen.body.pictures).toBe(0);
  });

  it('is not widened by another right: a screen of the city with a department sees that department’s only', async () => {
    const { picture } = (await put(await photograph())).body;
    const both = async (department: string): Promise<number> => {
      const headers = await bearer(grant('display', here), grant('dispatcher', { ...here, department }));
      return (await ask(`${base}/${w.id}/pictures/${picture.id}`, { headers })).status;
    };
    expect([await both(cityBureau), await both('气象局')]).toEqual([200, 404]);
  });

  it('find it by its own whistle only', async () => {
    const { picture } = (await put(await photograph())).body;
    const input = { title: '另一件', position: inSmallCity, departments: [cityBureau] };
    const other = (await call<Whistle>('POST', base, input)).body;
    const { body } = await call('GET', `${base}/${other.id}/pictures/${picture.id}`);
    expect(body.code).toBe('picture-unknown');
  });
});

it('stands on record with what it was, and a picture that was put before is no new deed', async () => {
  const file = await photograph();
  const { body } = await put(file, { query: `step=resolve&department=${cityBureau}` });
  const row = await newest('smallville');
  expect(row).toMatchObject({
    action: 'putPicture',
    outcome: 'taken',
    target: new URL(`${base}/${w.id}/pictures`).pathname,
  });
  expect(JSON.parse(row.detail)).toMatchObject({
    ...{ mediaType: 'image/jpeg', bytes: file.length, step: 'resolve', department: cityBureau },
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  await put(file, { query: `step=resolve&department=${cityBureau}` });
  expect((await newest('smallville')).seq).toBe(row.seq);
  expect((await verifyChain(server.db, 'smallville')).faults).toEqual([]);
  expect(body.picture.department).toBe(cityBureau);
});
