import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Limits } from './auth/limits.ts';
import type { OidcSettings } from './auth/oidc.ts';
import { parseOfficeHours } from './clocks/office-hours.ts';
import type { OfficeHours } from './clocks/working-time.ts';
import { fastestFeed } from './contract/clock.ts';
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
  /** Left out: the usual ones. */
  officeHours: OfficeHours | undefined;
  /** Absolute path of a file with holidays and moved working days. */
  holidaysFile: string | undefined;
  demoFeed: boolean;
  /** City seconds per real second of the demo city's clock. */
  demoSpeed: number;
  logLevel: (typeof logLevels)[number];
  /** The sign-in service; null where there is none. */
  oidc: OidcSettings | null;
  limits: Limits;
  /** Hosts that webhooks may name (server/telling/hosts.ts); none where nothing is set. */
  webhookHosts: readonly string[];
  /** Hosts of push services of browsers; none where nothing is set. */
  pushHosts: readonly string[];
  /** How a push service reaches whoever runs this server: `mailto:` or `https:`. */
  pushContact: string;
  /** Of the programs that ask a running server; never shown. */
  token: string | undefined;
  /** What child programs need of the environment, and no more: a stray `PGOPTIONS` must not reach the database. */
  childEnv: Readonly<Record<string, string>>;
}>;

type Env = Readonly<Record<string, string | undefined>>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const inherited = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/** Wrong value of an environment variable. */
export class ConfigInvalid extends StartError {
  constructor(sentence: { en: string; zh: string }) {
    super('config-invalid', sentence);
  }
}

const whole = (from: number, to: number) => z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(from).max(to));

const mostRequests = 1_000_000_000;
/** Requests in a minute. */
const limit = (usual: number) => ({
  schema: whole(1, mostRequests).default(usual),
  allowed: `a whole number from 1 to ${mostRequests}`,
});
/** Names or addresses, `*.` before a domain for what lies below it, a port where only that one is meant, or `*`. */
const hosts = z
  .string()
  .transform((list) => list.split(',').map((host) => host.trim().toLowerCase()))
  .pipe(z.array(z.string().regex(/^(\*|(\*\.)?[a-z0-9.-]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?)$/)))
  .default([]);
const allowedHosts = 'hosts with commas between them, such as qyapi.weixin.qq.com,*.example.gov.cn,10.1.2.3:8080';

/** Each variable: how it is read, and in words what is allowed. */
const variables = {
  HOST: { schema: z.string().min(1).default('127.0.0.1'), allowed: 'a loopback address such as 127.0.0.1' },
  PORT: { schema: whole(0, 65_535).default(3000), allowed: 'a whole number from 0 to 65535' },
  DATA_DIR: { schema: z.string().min(1).default('./data'), allowed: 'the path of a folder' },
  DATABASE_URL: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    allowed: 'an address such as postgres://user:password@127.0.0.1:5432/shaotu',
  },
  OFFICE_HOURS: {
    schema: z
      .string()
      .transform(parseOfficeHours)
      .refine((hours) => hours !== null)
      .optional(),
    allowed: 'spans of a day in order, such as 08:30-12:00,14:00-17:30',
  },
  HOLIDAYS_FILE: { schema: z.string().min(1).optional(), allowed: 'the path of a file' },
  DEMO_FEED: { schema: z.enum(['on', 'off']).default('on'), allowed: 'on or off' },
  DEMO_SPEED: { schema: whole(1, fastestFeed).default(600), allowed: `a whole number from 1 to ${fastestFeed}` },
  OIDC_ISSUER: {
    schema: z.url({ protocol: /^https?$/ }).optional(),
    allowed: 'the address of the sign-in service, such as https://id.example.gov.cn',
  },
  OIDC_CLIENT_ID: { schema: z.string().optional(), allowed: 'the name under which the service knows this server' },
  OIDC_CLIENT_SECRET: { schema: z.string().optional(), allowed: 'the secret that belongs to OIDC_CLIENT_ID' },
  OIDC_CLIENT_SECRET_FILE: { schema: z.string().optional(), allowed: 'the path of a file that holds that secret' },
  OIDC_REDIRECT_URL: {
    schema: z
      .url({ protocol: /^https?$/ })
      .refine((url) => new URL(url).pathname === '/api/v1/oidc/callback')
      .optional(),
    allowed: 'the address of /api/v1/oidc/callback as browsers reach it',
  },
  OIDC_LOGIN_CLAIM: { schema: z.string().default('preferred_username'), allowed: 'the name of a claim' },
  LIMIT_SIGN_IN: limit(60),
  LIMIT_PERSON: limit(6000),
  LIMIT_TOKEN: limit(600_000),
  LIMIT_ADDRESS: limit(6000),
  LIMIT_CITIZENS: limit(60),
  WEBHOOK_HOSTS: { schema: hosts, allowed: allowedHosts },
  PUSH_HOSTS: { schema: hosts, allowed: allowedHosts },
  PUSH_CONTACT: {
    schema: z
      .string()
      .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/)
      .default('mailto:operator@shaotu.invalid'),
    allowed: 'an address such as mailto:duty@example.gov.cn',
  },
  SHAOTU_TOKEN: {
    schema: z
      .string()
      .regex(/^sht_[\w-]+$/)
      .optional(),
    allowed: 'a token that begins with sht_',
  },
  LOG_LEVEL: { schema: z.enum(logLevels).default('info'), allowed: logLevels.join(', ') },
} as const;
type Name = keyof typeof variables;
const secret: readonly Name[] = ['DATABASE_URL', 'OIDC_CLIENT_SECRET', 'SHAOTU_TOKEN'];

/**
 * The configuration that `env` gives. An empty variable counts as not set.
 * Throws ConfigInvalid: which variable, what is allowed, or why a host is refused.
 */
export function readConfig(env: Env): Config {
  const host = read(env, 'HOST');
  refuseUnlessLoopback(host);
  const file = read(env, 'HOLIDAYS_FILE');
  return Object.freeze({
    host,
    port: read(env, 'PORT'),
    dataDir: resolve(read(env, 'DATA_DIR')),
    databaseUrl: read(env, 'DATABASE_URL'),
    officeHours: read(env, 'OFFICE_HOURS') ?? undefined,
    holidaysFile: file && resolve(file),
    demoFeed: read(env, 'DEMO_FEED') === 'on',
    demoSpeed: read(env, 'DEMO_SPEED'),
    logLevel: read(env, 'LOG_LEVEL'),
    oidc: readOidc(env),
    limits: readLimits(env),
    webhookHosts: read(env, 'WEBHOOK_HOSTS'),
    pushHosts: read(env, 'PUSH_HOSTS'),
    pushContact: read(env, 'PUSH_CONTACT'),
    token: read(env, 'SHAOTU_TOKEN'),
    childEnv: Object.freeze(Object.fromEntries(inherited.flatMap((name) => pairOf(env, name)))),
  });
}

/** The configuration of this process; the only reader of its environment. */
export const configOfProcess = (): Config => readConfig(process.env);

function readLimits(env: Env): Limits {
  return Object.freeze({
    signIn: read(env, 'LIMIT_SIGN_IN'),
    person: read(env, 'LIMIT_PERSON'),
    token: read(env, 'LIMIT_TOKEN'),
    address: read(env, 'LIMIT_ADDRESS'),
    citizens: read(env, 'LIMIT_CITIZENS'),
  });
}

/** All of the service's variables or none. */
function readOidc(env: Env): OidcSettings | null {
  const found = {
    OIDC_ISSUER: read(env, 'OIDC_ISSUER'),
    OIDC_CLIENT_ID: read(env, 'OIDC_CLIENT_ID'),
    OIDC_CLIENT_SECRET: read(env, 'OIDC_CLIENT_SECRET') ?? secretInFile(env),
    OIDC_REDIRECT_URL: read(env, 'OIDC_REDIRECT_URL'),
  };
  const names = Object.keys(found) as (keyof typeof found)[];
  const missing = names.filter((name) => found[name] === undefined);
  if (missing.length === names.length) return null;
  if (missing.length > 0)
    throw new ConfigInvalid({
      en: `${missing.join(', ')} is missing: a sign-in service needs all of ${names.join(', ')}.`,
      zh: `缺少 ${missing.join('、')}：统一身份登录需要同时设置 ${names.join('、')}。`,
    });
  return Object.freeze({
    issuer: found.OIDC_ISSUER!,
    clientId: found.OIDC_CLIENT_ID!,
    clientSecret: found.OIDC_CLIENT_SECRET!,
    redirectUrl: found.OIDC_REDIRECT_URL!,
    loginClaim: read(env, 'OIDC_LOGIN_CLAIM'),
  });
}

/** What a container's secret mount holds. */
function secretInFile(env: Env): string | undefined {
  const path = read(env, 'OIDC_CLIENT_SECRET_FILE');
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw refusalOf('OIDC_CLIENT_SECRET_FILE', path);
  }
}

function read<N extends Name>(env: Env, name: N) {
  const { schema } = variables[name];
  const given = env[name]?.trim();
  const parsed = schema.safeParse(given === '' ? undefined : given);
  if (parsed.success) return parsed.data as z.output<(typeof variables)[N]['schema']>;
  throw refusalOf(name, given);
}

function refusalOf(name: Name, given = ''): ConfigInvalid {
  const { allowed } = variables[name];
  // What may be a secret is not repeated.
  const shown = secret.includes(name) ? '' : ` "${given}"`;
  return new ConfigInvalid({
    en: `${name}${shown} is not understood: set it to ${allowed}.`,
    zh: `环境变量 ${name} 的值无法识别，允许的值：${allowed}。`,
  });
}

function refuseUnlessLoopback(host: string): void {
  if (host === 'localhost' || host === '::1' || /^127(\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}$/.test(host)) return;
  throw new ConfigInvalid({
    en: `HOST "${host}" is refused: it speaks plain HTTP, and passwords would cross the network for anyone to read; use 127.0.0.1, ::1 or localhost, behind a proxy that ends TLS.`,
    zh: `拒绝 HOST “${host}”：服务只讲明文 HTTP，密码会在网络上被人看到；请使用 127.0.0.1、::1 或 localhost，并在前面放置终结 TLS 的代理。`,
  });
}

const pairOf = (env: Env, name: string): [string, string][] => {
  const value = env[name];
  return value === undefined ? [] : [[name, value]];
};
