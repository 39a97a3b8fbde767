import http from 'node:http';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cityTimes } from '../../../server/clocks/city-times.ts';
import type { Subject } from '../../../server/contract/people.ts';
import { ItemBook } from '../../../server/items/book.ts';
import type { CallTarget, Open311Rights } from '../../../server/open311/deps.ts';
import { open311 } from '../../../server/open311/routes.ts';
import { grant } from '../../support/people.ts';
import { inSmallCity } from '../../support/cities.ts';
import { item, startOpen311, type Played } from './city.ts';
import { GeoReportClient } from './client.ts';

let played: Played;
let door: http.Server;
let client: GeoReportClient;
/** What each test decides; the door stands before the city of a real server. */
let rights: Open311Rights;
const decided: Open311Rights = {
  subjectOfKey: (key, req) => rights.subjectOfKey(key, req),
  mayCall: (subject, target) => rights.mayCall(subject, target),
  mayRead: (subject, whistle) => rights.mayRead(subject, whistle),
  admit: (req) => rights.admit(req),
  refused: (req, error) => rights.refused(req, error),
};

beforeAll(async () => {
  played = await startOpen311([item('J001')]);
  const { db, app } = played.server;
  const deps = { db, cityLog: app.live.cityLog, geometries: app.geometries, items: new ItemBook(db), rights: decided };
  const more = { times: cityTimes(), newId: randomUUID, realNowMs: () => played.clock.nowMs };
  const front = express().use('/open311', open311({ ...deps, ...more, log: pino({ level: 'silent' }) }));
  door = http.createServer(front);
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  client = new GeoReportClient(`http://127.0.0.1:${(door.address() as AddressInfo).port}/open311/v2`, 'xml');
});
afterAll(async () => {
  door.closeAllConnections();
  await new Promise((resolve) => door.close(resolve));
  await played.stop();
});
beforeEach(() => {
  rights = {
    subjectOfKey: () => Promise.resolve(holder),
    mayCall: () => true,
    mayRead: () => true,
    admit: () => true,
    refused: () => Promise.resolve(),
  };
});

const [long, lat] = inSmallCity;
const good = { api_key: 'sht_right', service_code: 'J001', lat: String(lat), long: String(long) };
const holder: Subject = { kind: 'token', id: 'app-7', name: '随手拍', grants: [grant('intake')] };

describe('who may do what', () => {
  it('a key that is nobody’s is refused, and the holder of a good one is asked about the very call', async () => {
    const targets: [Subject, CallTarget][] = [];
    rights.subjectOfKey = (key) => Promise.resolve(key === 'sht_right' ? holder : null);
    rights.mayCall = (subject, target) => targets.push([subject, target]) > 1;
    const wrong = await client.submit({ ...good, api_key: 'sht_wrong' });
    expect([wrong.status, wrong.body[0]!['description']]).toEqual([403, 'api_key is missing or invalid']);
    expect(targets).toEqual([]);
    const not = await client.submit(good);
    expect([not.status, not.body[0]!['code']]).toEqual([403, '403']);
    const { body } = await client.submit(good);
    const [row] = await played.server.db.selectFrom('whistle').selectAll().execute();
    expect([row!.id, row!.source_id]).toEqual([body[0]!['service_request_id'], 'open311:app-7']);
    const { district, street, community } = row!;
    expect(targets[1]).toEqual([
      holder,
      expect.objectContaining({
        city: 'smallville',
        item: 'J001',
        departments: ['城管局'],
        district,
        street,
        community,
      }),
    ]);
  });

  it('what the public may not read is not there', async () => {
    const { service_request_id: id } = (await client.submit(good)).body[0]!;
    expect((await client.request(id!)).status).toBe(200);
    rights.mayRead = (subject, whistle) => subject !== null || whistle.id !== id;
    expect([(await client.request(id!)).status, (await client.token(id!)).status]).toEqual([404, 404]);
    expect((await client.requests({ service_request_id: id! })).body).toEqual([]);
    expect((await client.requests()).body.map((r) => r['service_request_id'])).not.toContain(id);
  });

  it('who asks too often is told so, before anything is read', async () => {
    rights.admit = () => false;
    rights.subjectOfKey = () => Promise.reject(new Error('was asked'));
    for (const answer of [client.services(), client.submit(good)]) expect((await answer).status).toBe(429);
  });

  it('refusals go on record before they are answered; an answer does not', async () => {
    const record: string[] = [];
    rights.refused = (req, error) => {
      record.push(`${req.method} ${req.path} ${(error as Error).message}`);
      return Promise.resolve();
    };
    await client.submit({ ...good, lat: '' });
    await client.submit(good);
    expect(record).toEqual(['POST /v2/requests.xml lat was not provided']);
    rights.refused = () => Promise.reject(new Error('the audit is away'));
    expect((await client.submit({ ...good, lat: '' })).status).toBe(400);
  });

  it('a fault of ours is a 500 in the format that was asked for, and tells nothing', async () => {
    rights.subjectOfKey = () => Promise.reject(new Error('secret of the house'));
    const { status, body } = await client.submit(good);
    expect([status, body]).toEqual([500, [{ code: '500', description: 'The server failed; nothing was stored' }]]);
  });
});
