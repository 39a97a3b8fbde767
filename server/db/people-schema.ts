import type { Grant } from '../contract/people.ts';
import type { Json } from './schema.ts';

export interface PersonTable {
  id: string;
  /** Lower case. */
  login: string;
  name: string;
  phone: string | null;
  /** Argon2id in PHC form; null where there is none to sign in with. */
  password_hash: string | null;
  /** True while the password is a one-time one. */
  must_change: boolean;
  /** When a one-time password ends; null: it does not. */
  password_until: Date | null;
  /** When the person last chose a password; null: never. */
  password_set_at: Date | null;
  oidc_issuer: string | null;
  oidc_subject: string | null;
  grants: Json<Grant[]>;
  disabled_at: Date | null;
  created_at: Date;
  version: number;
}

export interface ApiTokenTable {
  id: string;
  /** SHA-256 of the secret, hex. */
  hash: string;
  name: string;
  kind: 'program' | 'display';
  grants: Json<Grant[]>;
  /** Null: made by the server or on its command line. */
  created_by: string | null;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

/** Of a person or, for a screen on a wall, of a token. */
export interface SessionTable {
  /** SHA-256 of the cookie's secret, hex. */
  id: string;
  person_id: string | null;
  token_id: string | null;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
}

export interface SigninFailureTable {
  login: string;
  failed: number;
  last_at: Date;
  locked_until: Date | null;
}

export interface PeopleTables {
  person: PersonTable;
  api_token: ApiTokenTable;
  session: SessionTable;
  signin_failure: SigninFailureTable;
}
