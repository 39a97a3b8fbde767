import type { Configuration } from 'openid-client';
import { ProblemError } from '../http/problem.ts';

/** A sign-in service (OpenID Connect), as the configuration names it. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Our `/api/v1/oidc/callback` as browsers reach it; registered with the service. */
  redirectUrl: string;
  /** Claim that equals a login here, looked at the first time only; a person must not be able to choose it. */
  loginClaim: string;
}

/** What is kept in the browser between leaving for the service and coming back. */
export interface Flow {
  state: string;
  nonce: string;
  verifier: string;
  /** Path of the page to come back to. */
  back: string;
}

/** Whom the service says it is. */
export interface Identity {
  issuer: string;
  subject: string;
  /** Value of the login claim; undefined where the service does not say, or does not vouch for it. */
  login: string | undefined;
}

const answerSeconds = 10;

/** Loaded when it is first needed: a server without a sign-in service never does. */
const library = () => import('openid-client');

/** What the browser brought back and the service or the library refuses; all else means that the service failed. */
const refusals = ['OAUTH_AUTHORIZATION_RESPONSE_ERROR', 'OAUTH_INVALID_RESPONSE', 'OAUTH_RESPONSE_BODY_ERROR'];

function problemOf(error: unknown): ProblemError {
  const { code = '', message } = error as { code?: string; message?: string };
  return new ProblemError(refusals.includes(code) ? 'oidc-refused' : 'oidc-failed', message);
}

/** Authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636). */
export class OidcClient {
  private found: Promise<Configuration> | undefined;

  constructor(private readonly settings: OidcSettings) {}

  /** Where to send the browser, and what it must bring back. Throws `oidc-failed`. */
  async begin(back: string): Promise<{ url: URL; flow: Flow }> {
    const oidc = await library();
    const { redirectUrl, loginClaim } = this.settings;
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const url = oidc.buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: redirectUrl,
      scope: loginClaim === 'email' ? 'openid profile email' : 'openid profile',
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url, flow: { state, nonce, verifier, back } };
  }

  /** Turns what the browser brought back (the query, without `?`) into an identity. Throws `oidc-refused` or `oidc-failed`. */
  async finish(query: string, { state, nonce, verifier }: Flow): Promise<Identity> {
    const oidc = await library();
    const configuration = await this.configuration();
    const url = new URL(this.settings.redirectUrl);
    url.search = query;
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, url, checks);
      const claims = tokens.claims()!;
      // Many services tell the profile only when asked for it.
      const more = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return { issuer: this.settings.issuer, subject: claims.sub, login: this.loginIn({ ...claims, ...more }) };
    } catch (error) {
      throw problemOf(error);
    }
  }

  private loginIn(claims: Record<string, unknown>): string | undefined {
    const { loginClaim } = this.settings;
    const login = claims[loginClaim];
    if (typeof login !== 'string') return undefined;
    // An address that nobody has checked says nothing about who it is.
    return loginClaim === 'email' && claims['email_verified'] !== true ? undefined : login;
  }

  /** Asked of the service once; again after a failure. */
  private configuration(): Promise<Configuration> {
    this.found ??= this.discover().catch((error: unknown) => {
      this.found = undefined;
      throw new ProblemError('oidc-failed', error instanceof Error ? error.message : undefined);
    });
    return this.found;
  }

  private async discover(): Promise<Configuration> {
    const oidc = await library();
    const { issuer, clientId, clientSecret } = this.settings;
    const server = new URL(issuer);
    // A service inside a closed network may speak http; that is the administrator's decision, made by the address.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const execute = server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    return oidc.discovery(server, clientId, clientSecret, undefined, { execute, timeout: answerSeconds });
  }
}
