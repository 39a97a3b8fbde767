import type { Configuration } from 'openid-client';
import { ProblemError } from '../http/problem.ts';

/** A sign-in service (OpenID Connect), as the configuration names it. */
export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Our `/api/v1/oidc/callback` as the browser reaches it; registered with the service. */
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

/** The library's and the network's errors in our codes: what the browser brought back is refused, all else has failed. */
function problemOf(error: unknown): ProblemError {
  const { code, message } = error as { code?: string; message?: string };
  const isRefused =
    code !== undefined &&
    ['OAUTH_AUTHORIZATION_RESPONSE_ERROR', 'OAUTH_INVALID_RESPONSE', 'OAUTH_RESPONSE_BODY_ERROR'].includes(code);
  return new ProblemError(isRefused ? 'oidc-refused' : 'oidc-failed', message);
}

/** Authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636). */
export class OidcClient {
  private found: Promise<Configuration> | undefined;

  constructor(private readonly settings: OidcSettings) {}

  /** Where to send the browser, and what it must bring back. Throws `oidc-failed`. */
  async begin(back: string): Promise<{ url: URL; flow: Flow }> {
    const oidc = await library();
    const flow = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      back,
    };
    const url = oidc.buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: this.settings.redirectUrl,
      scope: this.settings.loginClaim === 'email' ? 'openid profile email' : 'openid profile',
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
    });
    return { url, flow };
  }

  /** Turns what the browser brought back into an identity. Throws `oidc-refused` or `oidc-failed`. */
  async finish(search: string, { state, nonce, verifier }: Flow): Promise<Identity> {
    const oidc = await library();
    const configuration = await this.configuration();
    const url = new URL(this.settings.redirectUrl);
    url.search = search;
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, url, checks);
      const claims = tokens.claims()!;
      // Many services tell the profile only when asked for it.
      const more = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return { issuer: claims.iss, subject: claims.sub, login: this.loginIn({ ...claims, ...more }) };
    } catch (error) {
      throw problemOf(error);
    }
  }

  private loginIn(claims: Record<string, unknown>): string | undefined {
    const { loginClaim } = this.settings;
    const login = claims[loginClaim];
    if (typeof login !== 'string') return undefined;
    // An address that nobody has checked says nothing about who it is.
    return loginClaim === 'email' && claims.email_verified !== true ? undefined : login;
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
