/**
 * Where a secret would stand if somebody logged a request, its headers or its body; the log shows `[Redacted]` there. Our
 * own lines hold none of these (`requestLog` in http/middleware.ts): this is the net below.
 */
const names = [
  ...['authorization', 'Authorization', 'cookie', 'Cookie', '["set-cookie"]', '["x-csrf-token"]', '["X-CSRF-Token"]'],
  ...['password', 'old', 'new', 'oneTimePassword', 'secret', 'token', 'clientSecret', 'csrf', 'hash'],
];
const rooms = [
  '',
  'headers',
  'body',
  'req.headers',
  'req.body',
  'res.headers',
  'err',
  'handshake.headers',
  'handshake.auth',
];

const joined = (room: string, name: string): string =>
  room === '' || name.startsWith('[') ? room + name : `${room}.${name}`;

/** For pino's `redact`. */
export const secretPaths: string[] = rooms.flatMap((room) => names.map((name) => joined(room, name)));
