import type { AuditLog } from '../audit/log.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { permits } from '../contract/access.ts';
import { deedOf } from '../http/deed.ts';
import { ProblemError } from '../http/problem.ts';
import type { Open311Rights } from './deps.ts';

/** An `api_key` is a token of ours with the right to call; who reads is the public, which sees what came this way alone. */
export const open311Rights = (who: Authenticator, audit: AuditLog): Open311Rights => ({
  async subjectOfKey(key, req) {
    // A session's secret is no key, even where somebody pastes it.
    const known = key.startsWith('sht_') ? await who.knownBy(key) : null;
    req.auth = known && { ...known, csrf: null };
    return known?.subject ?? null;
  },
  mayCall: (subject, { city, district, street, community }) =>
    permits(subject, 'whistle.call', { city, areas: [district, street, community] }),
  mayRead: () => true,
  // The pace is held before this is asked.
  admit: () => true,
  async refused(req, error) {
    // Anybody may read, and reading asks for nothing: only what is sent goes on record.
    if (req.method !== 'POST' || (error instanceof ProblemError && error.onRecord)) return;
    const code = error instanceof ProblemError ? error.code : 'open311';
    await audit.add({ ...deedOf(req), detail: null, outcome: 'refused', code });
  },
});
