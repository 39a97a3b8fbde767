import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigInvalid, readConfig } from '../../server/config.ts';

const refusal = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigInvalid);
    return (error as Error).message;
  }
  throw new Error(`accepted ${JSON.stringify(env)}`);
};

describe('readConfig', () => {
  it('has a default for everything', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: undefined,
      demoFeed: true,
      demoSpeed: 600,
      logLevel: 'info',
    });
    expect(config.dataDir).toBe(`${process.cwd()}/data`);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reads office hours as spans of minutes', () => {
    expect(readConfig({ OFFICE_HOURS: '08:00-12:00,14:30-17:30' }).officeHours).toEqual([
      [480, 720],
      [870, 1050],
    ]);
    expect(readConfig({}).officeHours).toBeUndefined();
  });

  it('takes an empty variable as not set', () => {
    expect(readConfig({ PORT: '', HOST: ' ', DATABASE_URL: '' })).toEqual(readConfig({}));
  });

  it('gives child programs no more of the environment than they need', () => {
    const { childEnv } = readConfig({ PATH: '/bin', PGOPTIONS: '-c fsync=off', DATABASE_URL: 'postgres://u:p@h/d' });
    expect(childEnv).toEqual({ PATH: '/bin' });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['PORT', 'http'],
    ['DEMO_FEED', 'yes'],
    ['DEMO_SPEED', '0'],
    ['OFFICE_HOURS', '9 to 5'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://root:secret@127.0.0.1/city'],
    ['DATABASE_URL', 'secret'],
    ['LIMIT_TOKEN', '0'],
    ['LIMIT_SIGN_IN', 'none'],
    ['OIDC_ISSUER', 'id.example.gov.cn'],
    ['OIDC_REDIRECT_URL', 'https://shaotu.example/elsewhere'],
  ])('refuses %s=%s in one line that names it', (name, value) => {
    const line = refusal({ [name]: value });
    expect(line).toMatch(new RegExp(`^${name} .* set it to [^\\n]*环境变量 ${name} [^\\n]*。$`));
    expect(line).not.toContain('secret');
  });

  it('takes every port and no other number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 70_000 }), (port) => {
        if (port >= 0 && port <= 65_535) expect(readConfig({ PORT: String(port) }).port).toBe(port);
        else expect(refusal({ PORT: String(port) })).toContain('from 0 to 65535');
      }),
    );
  });
});

describe('the sign-in service', () => {
  const all = {
    OIDC_ISSUER: 'https://id.example.gov.cn',
    OIDC_CLIENT_ID: 'shaotu',
    OIDC_CLIENT_SECRET: 'a secret between us',
    OIDC_REDIRECT_URL: 'https://shaotu.example/api/v1/oidc/callback',
  };

  it('is there with all that it needs, its secret from a file too, or not at all', async () => {
    expect(readConfig({}).oidc).toBeNull();
    const { oidc } = readConfig(all);
    expect(oidc).toMatchObject({
      clientId: 'shaotu',
      loginClaim: 'preferred_username',
      clientSecret: all.OIDC_CLIENT_SECRET,
    });
    const dir = await mkdtemp(join(tmpdir(), 'shaotu-secret-'));
    const file = join(dir, 'secret');
    await writeFile(file, `${all.OIDC_CLIENT_SECRET}\n`);
    expect(readConfig({ ...all, OIDC_CLIENT_SECRET: '', OIDC_CLIENT_SECRET_FILE: file }).oidc).toEqual(oidc);
    await rm(dir, { recursive: true });
  });

  it('is refused in halves, by the names of what is missing, and never by its secret', () => {
    for (const name of Object.keys(all)) {
      const line = refusal({ ...all, [name]: '' });
      expect(line.startsWith(`${name} is missing`)).toBe(true);
      expect(line).not.toContain(all.OIDC_CLIENT_SECRET);
    }
    const unreadable = { ...all, OIDC_CLIENT_SECRET: '', OIDC_CLIENT_SECRET_FILE: '/nonexistent' };
    expect(refusal(unreadable)).toMatch(/^OIDC_CLIENT_SECRET_FILE "\/nonexistent" /);
  });
});

describe('HOST', () => {
  it('may be any loopback address', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(octet, octet, octet, (a, b, c) => {
        const host = `127.${a}.${b}.${c}`;
        expect(readConfig({ HOST: host }).host).toBe(host);
      }),
    );
    for (const host of ['::1', 'localhost']) expect(readConfig({ HOST: host }).host).toBe(host);
  });

  it('may be nothing else, and the line says why', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4().filter((address) => !address.startsWith('127.')),
          fc.ipV6().filter((address) => address !== '::1'),
          fc.domain(),
          fc.constantFrom(
            '0.0.0.0',
            '::',
            '127.0.0.1.example.com',
            '127.0.0.256',
            '127.1',
            '1127.0.0.1',
            '::ffff:127.0.0.1',
          ),
        ),
        (host) => {
          const line = refusal({ HOST: host });
          expect(line).toContain('plain HTTP');
          expect(line).toContain('明文 HTTP');
        },
      ),
    );
  });
});
