import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whistleSteps, type WhistleStep } from '../../../server/contract/matrix.ts';
import type { Grant } from '../../../server/contract/people.ts';
import type { HistoryRow, Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { stepsOf } from '../access/table.ts';
import { bodyOf } from './command-body.ts';
import { MatrixModel, type Command } from './matrix-model.ts';

const departments = ['城管局', '消防救援支队', '公安局'];
const called = [...departments, '水务局'];

let server: TestServer;
let base: string;
/** Somebody of each role, each head, dispatcher and responder of one department, and leaders here and elsewhere. */
let people: { grant: Grant; token: string }[];
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
  const { street } = await blow();
  const inCity = { city: 'smallville' };
  const grants = [
    ...(['centre', 'planner', 'display', 'auditor', 'administrator', 'intake'] as const).map((r) => grant(r, inCity)),
    ...called.flatMap((department) => [
      grant('department-head', { ...inCity, department }),
      grant('dispatcher', { ...inCity, department }),
      grant('responder', { ...inCity, department }),
    ]),
    grant('street-leader', { ...inCity, area: street }),
    grant('street-leader', { ...inCity, area: '999999999' }),
    grant('centre', { city: 'elsewhere' }),
  ];
  people = await Promise.all(grants.map(async (g) => ({ grant: g, token: await tokenFor(server.db, [g]) })));
});
afterAll(() => server.stop());

const blow = async (): Promise<Whistle> =>
  (await call<Whistle>('POST', `${base}/whistles`, { title: '占道经营', position: inSmallCity, departments })).body;

/** Whether the table by hand lets somebody take a step for a department, or for none. */
function mayTake({ role, city, area, department }: Grant, { step, department: of }: Command): boolean {
  if (city !== 'smallville' || area === '999999999') return false;
  if (!(stepsOf.get(step) as string[]).includes(role)) return false;
  return department === null || department === of;
}
/** "Resolve" for all is somebody's own matter where their department is the only one left, which the table cannot say. */
const depends = ({ department }: Grant, c: Command): boolean =>
  c.step === 'resolve' && c.department === undefined && department !== null;

const command = fc.record<Command>({
  step: fc.constantFrom<WhistleStep>(...whistleSteps.filter((s) => s !== 'merge')),
  department: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...called) }, fc.constant(undefined)),
  owner: fc.constantFrom(...called),
});
/** Who would take it, more often than anybody else. */
const sent = command.chain((c) => {
  const all = people.map((_, i) => i);
  const right = all.filter((i) => mayTake(people[i]!.grant, c));
  const somebody = fc.constantFrom(...all);
  const who = right.length === 0 ? somebody : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...right) }, somebody);
  return fc.record({ c: fc.constant(c), who });
});
const legal: Command[] = [
  ...departments.map((department) => ({ step: 'report-in' as const, department, owner: '' })),
  ...departments.map((department) => ({ step: 'resolve' as const, department, owner: '' })),
  ...(['verify', 'close'] as const).map((step) => ({ step, department: undefined, owner: '' })),
];

describe('commands of all roles', () => {
  it('that come at the same moment lead to what a plain model makes of those that were taken, in their order', async () => {
    let taken = 0;
    let refused = 0;
    const rounds = fc.array(fc.array(sent, { minLength: 4, maxLength: 14 }), {
      minLength: 2,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(rounds, fc.nat({ max: legal.length }), async (script, begun) => {
        const w = await blow();
        const model = new MatrixModel(departments);
        for (const c of legal.slice(0, begun)) {
          expect(model.take(c)).toBe('taken');
          await call('POST', `${base}/whistles/${w.id}/${c.step}`, bodyOf(c));
        }
        for (const round of script) {
          const answers = await Promise.all(
            round.map(async ({ c, who }) => {
              const { grant: g, token } = people[who]!;
              const headers = { authorization: `Bearer ${token}` };
              const { status, body } = await call<Whistle>(
                'POST',
                `${base}/whistles/${w.id}/${c.step}`,
                bodyOf(c),
                headers,
              );
              return { c, status, version: body.version, may: mayTake(g, c), open: depends(g, c) };
            }),
          );
          for (const { c, status, may, open } of answers)
            if (open) expect([200, 403, 404, 409]).toContain(status);
            else if (may) expect([c, [200, 404, 409, 422]]).toEqual([c, expect.arrayContaining([status])]);
            else expect([c, [403, 404, 422]]).toEqual([c, expect.arrayContaining([status])]);
          const won = answers.filter((a) => a.status === 200).sort((a, b) => a.version - b.version);
          for (const { c } of won) expect([c, model.take(c)]).toEqual([c, 'taken']);
          taken += won.length;
          refused += answers.length - won.length;
        }
        const now = (await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body;
        expect({ stage: now.stage, parts: now.departments.map((d) => MatrixModel.partOf(d)) }).toEqual(model.state());
        const { history } = (await call<{ history: HistoryRow[] }>('GET', `${base}/whistles/${w.id}/history`)).body;
        expect(history).toHaveLength(now.version);
        for (const row of history) if (row.department !== null) expect(called).toContain(row.department);
      }),
      { numRuns: 25 },
    );
    // A server that refuses everything would agree, and one that takes everything has met no stranger.
    expect(taken).toBeGreaterThan(30);
    expect(refused).toBeGreaterThan(100);
  });
});
