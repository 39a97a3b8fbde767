import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  departmentCalled,
  mayClose,
  mayResolveAll,
  mayStep,
  stageOfParts,
  type DepartmentCall,
  type WhistleStep,
} from '../../../server/contract/matrix.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { readSnapshot } from '../../../server/live/read.ts';
import { snapshotOf, stateOf } from '../../../server/contract/state.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { StreamClient } from '../../support/client.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

const departments = ['城管局', '消防救援支队', '公安局'];
interface Command {
  step: WhistleStep;
  department: string | undefined;
}
/** Anything that anybody could send, most of it out of turn. */
const commands = fc.array(
  fc.record<Command>({
    step: fc.constantFrom<WhistleStep>('dispatch', 'report-in', 'arrive', 'resolve', 'resolve', 'close'),
    department: fc.constantFrom(...departments, undefined),
  }),
  { minLength: 4, maxLength: 30 },
);
const blow = async (): Promise<Whistle> =>
  (await call<Whistle>('POST', `${base}/whistles`, { title: '占道经营', position: inSmallCity, departments })).body;
const send = (w: Whistle, { step, department }: Command, version?: number) =>
  call<Whistle>(
    'POST',
    `${base}/whistles/${w.id}/${step}`,
    {
      ...(department === undefined || step === 'close' ? {} : { department }),
      ...(step === 'dispatch' ? { to: '二组' } : {}),
    },
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );

/** The same rules, told once more and more plainly: which stamps a command leaves, or that it is refused. */
function expected(w: Whistle, { step, department }: Command): string[] | 'refused' | 'invalid' {
  if (step === 'close') return mayClose(w) ? w.departments.map(stamps) : 'refused';
  if (department === undefined && step !== 'resolve') return 'invalid';
  if (department === undefined)
    return mayResolveAll(w) ? w.departments.map((d) => stamps({ ...d, resolvedAt: 'now' })) : 'refused';
  const part = w.departments.find((d) => d.department === department)!;
  if (!mayStep(w, step, part)) return 'refused';
  const field = { dispatch: 'dispatchedAt', 'report-in': 'reportedAt', arrive: 'onSiteAt', resolve: 'resolvedAt' }[
    step
  ];
  return w.departments.map((d) => stamps(d === part ? { ...d, [field]: 'now' } : d));
}
const stamps = (d: DepartmentCall): string =>
  [d.dispatchedAt, d.reportedAt, d.onSiteAt, d.resolvedAt].map((at) => (at === null ? '-' : 'x')).join('');

describe('the matrix', () => {
  it('takes exactly the commands that the table allows, whatever is sent in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (script) => {
        let w = await blow();
        expect(w.departments).toEqual(departments.map(departmentCalled));
        for (const command of script) {
          const want = expected(w, command);
          const { status, body } = await send(w, command);
          if (typeof want === 'string') {
            expect(status).toBe(want === 'invalid' ? 422 : 409);
            const { body: now } = await call<Whistle>('GET', `${base}/whistles/${w.id}`);
            expect(now).toEqual(w);
            continue;
          }
          expect(status).toBe(200);
          expect(body.departments.map(stamps)).toEqual(want);
          expect(body.version).toBe(w.version + 1);
          expect(body.stage).toBe(command.step === 'close' ? 'closed' : stageOfParts(body.departments));
          w = body;
        }
      }),
      { numRuns: 25 },
    );
  });

  it('loses no command and takes none twice when all come at the same moment', async () => {
    const follower = new StreamClient(server.url, 'smallville');
    await fc.assert(
      fc.asyncProperty(commands, fc.boolean(), async (script, withVersion) => {
        const w = await blow();
        const answers = await Promise.all(script.map((c) => send(w, c, withVersion ? w.version : undefined)));
        const taken = answers.filter((a) => a.status === 200);
        const { body: now } = await call<Whistle>('GET', `${base}/whistles/${w.id}`);
        // Each one that was taken is a version of its own; who saw the first version can win only once.
        expect(now.version).toBe(1 + taken.length);
        expect(taken.map((a) => a.body.version).sort((a, b) => a - b)).toEqual(taken.map((_, i) => i + 2));
        if (withVersion) expect(taken.length).toBeLessThanOrEqual(1);
        for (const a of answers) expect([200, 409, 412, 422]).toContain(a.status);
        if (now.stage !== 'closed') expect(now.stage).toBe(stageOfParts(now.departments));
        const truth = snapshotOf(stateOf((await readSnapshot(server.db, 'smallville')).snapshot));
        await follower.until((s) => s.seq === truth.seq);
        expect(follower.snapshot()).toEqual(truth);
      }),
      { numRuns: 25 },
    );
    follower.close();
  });

  it('keeps who was sent, and each department its own times', async () => {
    const w = await blow();
    const sent = await send(w, { step: 'dispatch', department: '公安局' });
    expect(sent.body.departments[2]).toMatchObject({ dispatchedTo: '二组', reportedAt: null });
    expect(sent.body.departments[2]!.dispatchedAt).not.toBeNull();
    const nobody = await call('POST', `${base}/whistles/${w.id}/dispatch`, { department: '公安局', to: ' ' });
    expect([nobody.status, nobody.body.errors?.[0]?.pointer]).toEqual([422, '/to']);
    const stranger = await call('POST', `${base}/whistles/${w.id}/arrive`, { department: '气象局' });
    expect(stranger.body.code).toBe('department-not-called');
  });
});
