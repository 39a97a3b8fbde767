import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Minted, OneTime, Person } from '../../../server/contract/people.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { smallCity } from '../../support/cities.ts';
import { as, call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { Browser } from './browser.ts';
import { CredentialModel } from './credential-model.ts';

let server: TestServer;
let nowMs = Date.UTC(2026, 0, 5);
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs });
});
afterAll(() => server.stop());

const minuteMs = 60_000;
const which = fc.nat(30);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sign-in' as const), right: fc.boolean() }) },
  { weight: 3, arbitrary: fc.constant({ do: 'guess' as const }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('use' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sign-out' as const), which }) },
  { weight: 1, arbitrary: fc.constant({ do: 'end-all' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disable' as const), disabled: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'one-time' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('set-password' as const), which, right: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('mint' as const), hours: fc.option(fc.integer({ min: 1, max: 40 })) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('use-token' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke-token' as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      minutes: fc.oneof(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 240 }).map((h) => h * 60),
      ),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const codeOf = ({ status, body }: { status: number; body: unknown }): string =>
  status < 400 ? 'open' : (body as Problem).code;

/** A person of this run alone, the real one beside the model. */
class Run {
  readonly model = new CredentialModel();
  private readonly browsers: Browser[] = [];
  private readonly tokens: { id: string; secret: string }[] = [];
  private passwords = 0;

  private constructor(
    private person: Person,
    private password: string,
  ) {
    this.model.oneTime();
  }

  static async begin(): Promise<Run> {
    const login = `p${Math.trunc(nowMs / minuteMs)}`;
    const { body } = await call<OneTime>('POST', `${server.api}/people`, {
      login,
      name: login,
      grants: [grant('centre')],
    });
    return new Run(body.person, body.oneTimePassword);
  }

  async take(s: Step): Promise<void> {
    const { model } = this;
    if (s.do === 'wait') nowMs += s.minutes * minuteMs;
    if (s.do === 'sign-in') await this.signIn(s.right ? this.password : `not ${this.password}`);
    if (s.do === 'guess') for (let i = 0; i < 3; i += 1) await this.signIn('a guess');
    if (s.do === 'use') await this.use(s.which);
    if (s.do === 'sign-out' && this.browsers.length > 0) await this.signOut(s.which % this.browsers.length);
    if (s.do === 'end-all') {
      await call('DELETE', `${server.api}/people/${this.person.id}/sessions`);
      model.endAll();
    }
    if (s.do === 'disable') await this.disable(s.disabled);
    if (s.do === 'one-time') {
      const { body } = await call<OneTime>('POST', `${server.api}/people/${this.person.id}/one-time-password`);
      this.password = body.oneTimePassword;
      model.oneTime();
    }
    if (s.do === 'set-password') await this.setPassword(s.which, s.right);
    if (s.do === 'mint') await this.mint(s.hours);
    if (s.do === 'use-token') await this.useToken(s.which);
    if (s.do === 'revoke-token' && this.tokens.length > 0) {
      const i = s.which % this.tokens.length;
      await call('DELETE', `${server.api}/tokens/${this.tokens[i]!.id}`);
      model.tokens[i]!.revoked = true;
    }
  }

  /** At the end everything is tried once more. */
  async all(): Promise<void> {
    for (const i of this.browsers.keys()) await this.use(i);
    for (const i of this.tokens.keys()) await this.useToken(i);
  }

  private async signIn(password: string): Promise<void> {
    const browser = new Browser(server.api);
    const expected = this.model.attempt(password === this.password, nowMs);
    expect(codeOf(await browser.signIn(this.person.login, password))).toBe(expected);
    if (expected !== 'open') return;
    this.browsers.push(browser);
    this.model.open(nowMs);
  }

  private async use(which: number): Promise<void> {
    if (this.browsers.length === 0) return;
    const i = which % this.browsers.length;
    const good = this.model.use(this.model.sessions[i]!, nowMs);
    expect(codeOf(await this.browsers[i]!.ask('GET', '/session'))).toBe(good ? 'open' : 'sign-in-needed');
    if (good && this.model.mustChange)
      expect(codeOf(await this.browsers[i]!.ask('GET', '/cities'))).toBe('password-must-change');
  }

  private async signOut(i: number): Promise<void> {
    const { cookie } = this.browsers[i]!;
    await this.browsers[i]!.ask('DELETE', '/session');
    // The cookie is kept, as a thief would.
    this.browsers[i]!.cookie = cookie;
    this.model.sessions[i]!.ended = true;
  }

  private async disable(disabled: boolean): Promise<void> {
    const { version } = await server.db
      .selectFrom('person')
      .select('version')
      .where('id', '=', this.person.id)
      .executeTakeFirstOrThrow();
    await call('PATCH', `${server.api}/people/${this.person.id}`, { disabled }, { 'if-match': `"${version}"` });
    this.model.disable(disabled);
  }

  private async setPassword(which: number, right: boolean): Promise<void> {
    if (this.browsers.length === 0) return;
    const i = which % this.browsers.length;
    const session = this.model.sessions[i]!;
    const newPassword = `清风明月本无价 ${(this.passwords += 1)} 近水远山`;
    const body = { old: right ? this.password : 'a guess', new: newPassword };
    const answer = codeOf(await this.browsers[i]!.ask('PUT', '/session/password', body));
    if (!this.model.use(session, nowMs)) {
      expect(answer).toBe('sign-in-needed');
      return;
    }
    expect(answer).toBe(this.model.attempt(right, nowMs));
    if (answer !== 'open') return;
    this.password = newPassword;
    this.model.ownPassword(session);
  }

  private async mint(hours: number | null): Promise<void> {
    const endsMs = hours === null ? Infinity : nowMs + hours * 60 * minuteMs;
    const expiresAt = hours === null ? null : new Date(endsMs).toISOString();
    const wish = { name: 'x', grants: [grant('centre')], expiresAt };
    const { token, secret } = (await call<Minted>('POST', `${server.api}/tokens`, wish)).body;
    this.tokens.push({ id: token.id, secret });
    this.model.tokens.push({ endsMs, revoked: false });
  }

  private async useToken(which: number): Promise<void> {
    if (this.tokens.length === 0) return;
    const i = which % this.tokens.length;
    const { endsMs, revoked } = this.model.tokens[i]!;
    const answer = await call('GET', `${server.api}/session`, undefined, as(this.tokens[i]!.secret));
    expect(codeOf(answer)).toBe(!revoked && nowMs < endsMs ? 'open' : 'sign-in-needed');
  }
}

it('lets nothing through that is wrong, locked, ended, revoked or disabled, in whatever order things happen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      nowMs += minuteMs;
      const run = await Run.begin();
      for (const s of steps) await run.take(s);
      await run.all();
    }),
    { numRuns: 50 },
  );
}, 240_000);
