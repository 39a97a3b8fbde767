import type { Open311Rights } from './deps.ts';

/**
 * !!! A STUB, until people and tokens exist: ANY api_key that is not empty is taken, whoever sends it, as often as they
 * like, and nothing goes on record. It must be replaced in server/app.ts before the server listens on anything but
 * loopback. The key itself is neither kept nor looked at. !!!
 */
export const untilPeople: Open311Rights = {
  subjectOfKey: () => Promise.resolve({ kind: 'token', id: 'unchecked', name: 'Open311', grants: [] }),
  mayCall: () => true,
  mayRead: () => true,
  admit: () => true,
  refused: () => Promise.resolve(),
};
