import { resolve } from 'node:path';
import { z } from 'zod';
import { fastestFeed } from './contract/clock.ts';
import type { OidcSettings } from './auth/oidc.ts';
import { StartError } from './start-error.ts';

/** Everything that a person may set, parsed once. No other file reads `process.env`. */
export type Config = Readonly<{
  /** A loopback name or address. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Absolute path. */
  dataDir: string;
  /** A PostgreSQL 15 or newer; undefined: the embedded one in `dataDir`. */
  databaseUrl: string | undefined;
  demoFeed: boolean;
  /** City seconds per real second of the demo city's clock. */
  demoSpeed: number;
  /** Newest events that are kept for clients that come back. */
  eventsKept: number;
  logLevel: (typeof logLevels)[number];
  /** The sign-in service; null: people sign in by password alone. */
  oidc: OidcSettings | null;
  /** Of `npm run replay`: what it shows the server. */
  token: string | undefined;
  /** What child programs need of the environment, and no more: a stray `PGOPTIONS` must not reach the database. */
  childEnv: Readonly<Record<string, string>>;
}>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const inherited = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/** Wrong value of an environment variable. */
export class ConfigInvalid extends StartError {
  constructor(sentence: { en: string; zh: string }) {
    super('config-invalid', sentence);
  }
}

const whole = (from: number, to: number) => z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(from).max(to));

/** Each variable: how it is read, and in words what is allowed. */
const variables = {
  HOST: { schema: z.string().min(1).default('127.0.0.1'), allowed: 'a loopback address such as 127.0.0.1' },
  PORT: { schema: whole(0, 65_535).default(3000), allowed: 'a whole number from 0 to 65535' },
  DATA_DIR: { schema: z.string().min(1).default('./data'), allowed: 'the path of a folder' },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    allowed: 'an address such as postgres://user:password@127.0.0.1:5432/shaotu',
  },
  DEMO_FEED: { schema: z.enum(['on', 'off']).default('on'), allowed: 'on or off' },
  DEMO_SPEED: { schema: whole(1, fastestFeed).default(600), allowed: `a whole number from 1 to ${fastestFeed}` },
  EVENTS_KEPT: { schema: whole(1, 1_000_000_000).default(100_000), allowed: 'a whole number from 1 to 1000000000' },
  LOG_LEVEL: { schema: z.enum(logLevels).default('info'), allowed: logLevels.join(', ') },
  OIDC_ISSUER: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    allowed: 'the address of the sign-in service, such as https://id.example.gov.cn',
  },
  OIDC_CLIENT_ID: { schema: z.string().optional(), allowed: 'the name under which the service knows this server' },
  OIDC_CLIENT_SECRET: { schema: z.string().optional(), allowed: 'the secret that belongs to OIDC_CLIENT_ID' },
  OIDC_REDIRECT_URL: {
    schema: z
      .url({ protocol: /^https?$/ })
      .refine((url) => new URL(url).pathname === '/api/v1/oidc/callback')
      .optional(),
    allowed: 'the address of /api/v1/oidc/callback as browsers reach it',
  },
  OIDC_LOGIN_CLAIM: { schema: z.string().default('preferred_username'), allowed: 'the name of a claim' },
  SHAOTU_TOKEN: { schema: z.string().startsWith('sht_').optional(), allowed: 'a token, which begins with sht_' },
} as const;
type Name = keyof typeof variables;

/**
 * The configuration that `env` gives. An empty variable counts as not set.
 * Throws ConfigInvalid: which variable, what is allowed, or why a host is refused.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const host = read(env, 'HOST');
  refuseUnlessLoopback(host);
  return Object.freeze({
    host,
    port: read(env, 'PORT'),
    dataDir: resolve(read(env, 'DATA_DIR')),
    databaseUrl: read(env, 'DATABASE_URL'),
    demoFeed: read(env, 'DEMO_FEED') === 'on',
    demoSpeed: read(env, 'DEMO_SPEED'),
    eventsKept: read(env, 'EVENTS_KEPT'),
    logLevel: read(env, 'LOG_LEVEL'),
    oidc: readOidc(env),
    token: read(env, 'SHAOTU_TOKEN'),
    childEnv: Object.freeze(Object.fromEntries(inherited.flatMap((name) => pairOf(env, name)))),
  });
}

/** The configuration of this process; the only reader of its environment. */
export const configOfProcess = (): Config => readConfig(process.env);

/** Their values are secrets, or may hold one: they are not repeated. */
const secretNames = new Set<Name>(['DATABASE_URL', 'OIDC_CLIENT_SECRET', 'SHAOTU_TOKEN']);

/** All of the service's variables or none. */
function readOidc(env: Readonly<Record<string, string | undefined>>): OidcSettings | null {
  const given = (name: Name): boolean => (env[name]?.trim() ?? '') !== '';
  const names = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_REDIRECT_URL'] as const;
  if (!names.some(given)) return null;
  const missing = names.filter((name) => !given(name)).join(', ');
  if (missing !== '')
    throw new ConfigInvalid({
      en: `${missing} is missing: a sign-in service needs all of ${names.join(', ')}.`,
      zh: `缺少 ${missing}：统一身份登录需要同时设置 ${names.join('、')}。`,
    });
  return Object.freeze({
    issuer: read(env, 'OIDC_ISSUER')!,
    clientId: read(env, 'OIDC_CLIENT_ID')!,
    clientSecret: read(env, 'OIDC_CLIENT_SECRET')!,
    redirectUrl: read(env, 'OIDC_REDIRECT_URL')!,
    loginClaim: read(env, 'OIDC_LOGIN_CLAIM'),
  });
}

function read<N extends Name>(env: Readonly<Record<string, string | undefined>>, name: N) {
  const { schema, allowed } = variables[name];
  const given = env[name]?.trim();
  const parsed = schema.safeParse(given === '' ? undefined : given);
  if (parsed.success) return parsed.data as z.output<(typeof variables)[N]['schema']>;
  const shown = secretNames.has(name) ? '' : ` "${given ?? ''}"`;
  throw new ConfigInvalid({
    en: `${name}${shown} is not understood: set it to ${allowed}.`,
    zh: `环境变量 ${name} 的值无法识别，允许的值：${allowed}。`,
  });
}

function refuseUnlessLoopback(host: string): void {
  if (host === 'localhost' || host === '::1' || /^127(\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(host)) return;
  throw new ConfigInvalid({
    en: `HOST "${host}" is refused: there are no accounts or rights yet, so anyone who could reach the server could command the city; use 127.0.0.1, ::1 or localhost.`,
    zh: `拒绝 HOST “${host}”：目前还没有账号和权限，任何能访问服务的人都能指挥全城；请使用 127.0.0.1、::1 或 localhost。`,
  });
}

const pairOf = (env: Readonly<Record<string, string | undefined>>, name: string): [string, string][] => {
  const value = env[name];
  return value === undefined ? [] : [[name, value]];
};
