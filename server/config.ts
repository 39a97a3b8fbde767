import { resolve } from 'node:path';
import { z } from 'zod';
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
  demoFeed: boolean;
  /** City seconds per real second of the demo city's clock. */
  demoSpeed: number;
  logLevel: (typeof logLevels)[number];
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

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const inherited = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/** Wrong value of an environment variable. */
export class ConfigInvalid extends StartError {
  constructor(sentence: { en: string; zh: string }) {
    super('config-invalid', sentence);
  }
}

const whole = (from: number, to: number) => z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(from).max(to));

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
  DEMO_FEED: { schema: z.enum(['on', 'off']).default('on'), allowed: 'on or off' },
  DEMO_SPEED: { schema: whole(1, fastestFeed).default(600), allowed: `a whole number from 1 to ${fastestFeed}` },
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
const secret: readonly Name[] = ['DATABASE_URL', 'SHAOTU_TOKEN'];

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
    logLevel: read(env, 'LOG_LEVEL'),
    webhookHosts: read(env, 'WEBHOOK_HOSTS'),
    pushHosts: read(env, 'PUSH_HOSTS'),
    pushContact: read(env, 'PUSH_CONTACT'),
    token: read(env, 'SHAOTU_TOKEN'),
    childEnv: Object.freeze(Object.fromEntries(inherited.flatMap((name) => pairOf(env, name)))),
  });
}

/** The configuration of this process; the only reader of its environment. */
export const configOfProcess = (): Config => readConfig(process.env);

function read<N extends Name>(env: Readonly<Record<string, string | undefined>>, name: N) {
  const { schema, allowed } = variables[name];
  const given = env[name]?.trim();
  const parsed = schema.safeParse(given === '' ? undefined : given);
  if (parsed.success) return parsed.data as z.output<(typeof variables)[N]['schema']>;
  // What may be a secret is not repeated.
  const shown = secret.includes(name) ? '' : ` "${given ?? ''}"`;
  throw new ConfigInvalid({
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

const pairOf = (env: Readonly<Record<string, string | undefined>>, name: string): [string, string][] => {
  const value = env[name];
  return value === undefined ? [] : [[name, value]];
};
