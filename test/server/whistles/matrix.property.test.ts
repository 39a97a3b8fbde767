import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../../server/contract/figures.ts';
import { whistleSteps, type WhistleStep } from '../../../server/contract/matrix.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { readSnapshot } from '../../../server/live/read.ts';
import { snapshotOf, stateOf } from '../../../server/contract/state.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { StreamClient } from '../../support/client.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { bodyOf } from './command-body.ts';
import { MatrixModel, outcomeOf, type Command } from './matrix-model.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

const departments = ['城管局', '消防救援支队', '公安局'];
const someDepartment = fc.constantFrom(...departments, '水务局');
/** Anything that anybody could send, most of it out of turn. */
const command = fc
  .record<Command>({
    step: fc.constantFrom<WhistleStep>(...whistleSteps.filter((s) => s !== 'merge')),
    department: fc.oneof({ weight: 6, arbitrary: someDepartment }, fc.constant(undefined)),
    owner: someDepartment,
  })
  .map((c) => [c]);
/** The usual course, as far as it goes from where the whistle stands. */
const course = fc
  .constantFrom<WhistleStep[]>(['resolve'], ['resolve', 'verify'], ['resolve', 'verify', 'close', 'evaluate'])
  .map((ends): Command[] => [
    ...[...departments, '水务局'].flatMap((department) =>
      (['refuse-hand-back', 'report-in'] as const).map((step) => ({ step, department, owner: '' })),
    ),
    ...ends.map((step) => ({ step, department: step === 'evaluate' ? departments[0] : undefined, owner: '' })),
  ]);
/** What is asked for, and its answer. */
const dialogue = fc
  .tuple(
    fc.constantFrom<WhistleStep[]>(
      ['hand-back', 'accept-hand-back'],
      ['hand-back', 'refuse-hand-back'],
      ['ask-extension', 'grant-extension'],
      ['ask-extension', 'refuse-extension'],
      ['defer', 'resume'],
    ),
    someDepartment,
    someDepartment,
  )
  .map(([steps, department, owner]) => steps.map((step) => ({ step, department, owner })));
const commands = fc
  .array(fc.oneof({ weight: 12, arbitrary: command }, { weight: 3, arbitrary: dialogue }, course), {
    minLength: 8,
    maxLength: 35,
  })
  .map((parts) => parts.flat());
/** Every step once, each legal when it comes. */
const [first, second, third] = departments;
const story: Command[] = (
  [
    ['dispatch', first],
    ['report-in', first],
    ['arrive', first],
    ['hand-back', second],
    ['accept-hand-back', second],
    ['hand-back', third],
    ['refuse-hand-back', third],
    ['ask-extension', first],
    ['refuse-extension', first],
    ['ask-extension', first],
    ['grant-extension', first],
    ['defer', undefined],
    ['resume', undefined],
    ['urge', undefined],
    ['chase', undefined],
    ['report-in', third],
    ['report-in', '水务局'],
    ['resolve', undefined],
    ['verify', undefined],
    ['close', undefined],
    ['evaluate', first],
    ['reopen', undefined],
  ] as const
).map(([step, department]) => ({ step, department, owner: '水务局' }));
const blow = async (): Promise<Whistle> =>
  (await call<Whistle>('POST', `${base}/whistles`, { title: '占道经营', position: inSmallCity, departments })).body;

const send = (w: Whistle, c: Command, version?: number) =>
  call<Whistle>(
    'POST',
    `${base}/whistles/${w.id}/${c.step}`,
    bodyOf(c),
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );
const read = async (w: Whistle): Promise<Whistle> => (await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body;

describe('the matrix', () => {
  it('takes exactly the commands that a plain model takes, and comes to the same state', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(commands, async (script) => {
        const model = new MatrixModel(departments);
        let w = await blow();
        for (const c of script) {
          const want = model.take(c);
          const { status, body } = await send(w, c);
          expect([c, outcomeOf(status)]).toEqual([c, want]);
          if (want === 'taken') {
            expect(body.version).toBe(w.version + 1);
            w = body;
            seen.add(c.step);
          } else expect(await read(w)).toEqual(w);
          expect({ stage: w.stage, parts: w.departments.map((d) => MatrixModel.partOf(d)) }).toEqual(model.state());
        }
        const { history } = (await call<{ history: { type: string }[] }>('GET', `${base}/whistles/${w.id}/history`))
          .body;
        expect(history).toHaveLength(w.version);
      }),
      { numRuns: 30, examples: [[story]] },
    );
    // A model that refuses everything would agree, too.
    expect([...seen].sort()).toEqual(whistleSteps.filter((s) => s !== 'merge').sort());
  });

  it('loses no command and takes none twice when all come at the same moment', async () => {
    const follower = new StreamClient(server.url, 'smallville');
    await fc.assert(
      fc.asyncProperty(commands, fc.boolean(), async (script, withVersion) => {
        const w = await blow();
        const answers = await Promise.all(script.map((c) => send(w, c, withVersion ? w.version : undefined)));
        const taken = answers.filter((a) => a.status === 200);
        const now = await read(w);
        // Each one that was taken is a version of its own; who saw the first version can win only once.
        expect(now.version).toBe(1 + taken.length);
        expect(taken.map((a) => a.body.version).sort((a, b) => a - b)).toEqual(taken.map((_, i) => i + 2));
        if (withVersion) expect(taken.length).toBeLessThanOrEqual(1);
        for (const a of answers) expect([200, 409, 412, 422]).toContain(a.status);
        const truth = snapshotOf(stateOf((await readSnapshot(server.db, 'smallville')).snapshot));
        await follower.until((s) => s.seq === truth.seq);
        expect(follower.snapshot()).toEqual(truth);
      }),
      { numRuns: 20 },
    );
    follower.close();
  });

  it('counts what is reopened as open again, and keeps the stream right past what the live state holds', async () => {
    const follower = new StreamClient(server.url, 'smallville');
    const end = async (): Promise<Whistle> => {
      const w = (
        await call<Whistle>('POST', `${base}/whistles`, { title: 't', position: inSmallCity, departments: ['公安局'] })
      ).body;
      await call('POST', `${base}/whistles/${w.id}/report-in`, { department: '公安局' });
      for (const step of ['resolve', 'verify']) await call('POST', `${base}/whistles/${w.id}/${step}`);
      return (await call<Whistle>('POST', `${base}/whistles/${w.id}/close`)).body;
    };
    const figures = async (): Promise<Figures> => (await call<Figures>('GET', `${base}/figures`)).body;
    const all: Whistle[] = [];
    for (let n = 0; n < 104; n++) all.push(await end());
    const before = await figures();
    const agree = async (): Promise<void> => {
      const truth = snapshotOf(stateOf((await readSnapshot(server.db, 'smallville')).snapshot));
      await follower.until((s) => s.seq === truth.seq);
      expect(follower.snapshot()).toEqual(truth);
    };
    await agree();
    // One that the live state holds, one that it has left behind; then grades, which bring an old one up again.
    for (const w of [all[50]!, all[1]!]) await call('POST', `${base}/whistles/${w.id}/reopen`, { reason: '没有办好' });
    await agree();
    const after = await figures();
    expect([after.closed, after.closedInTime, after.open]).toEqual([
      before.closed - 2,
      before.closedInTime - 2,
      before.open + 2,
    ]);
    await call('POST', `${base}/whistles/${all[0]!.id}/evaluate`, { department: '公安局', speed: 5, quality: 4 });
    await agree();
    expect((await figures()).closed).toBe(before.closed - 2);
    follower.close();
  });
});
