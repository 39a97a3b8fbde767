import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A sign-in service that really is one (oidc-provider) on a free port, with two people who need no password. */
export interface OidcService {
  issuer: string;
  stop: () => Promise<void>;
}

export const client = { id: 'shaotu', secret: 'between-the-service-and-shaotu' };
/** Claims by subject. */
export const accounts: Record<string, Record<string, unknown>> = {
  'subject-wang': { preferred_username: 'Wang.Li', name: '王丽' },
  'subject-stranger': { preferred_username: 'stranger', name: '陌生人' },
  'subject-thief': { preferred_username: 'wang.li', name: '同名' },
  'subject-checked': { email: 'Checked', email_verified: true },
  'subject-claimed': { email: 'Claimed', email_verified: false },
};

export async function startOidcService(redirectUrl: string): Promise<OidcService> {
  const http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUrl] }],
    claims: { profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    cookies: { keys: ['signs the cookies of a service that lives for one test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts[sub] }) }),
  });
  const handle = provider.callback();
  http.on('request', (req, res) => void handle(req, res));
  return {
    issuer,
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

/** Goes through the service's own pages as a browser of `subject` would; gives the address it is sent back to. */
export async function passService(start: string, subject: string): Promise<URL> {
  const jar = new Map<string, string>();
  const { origin } = new URL(start);
  const go = async (url: string, form?: Record<string, string>): Promise<URL> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      jar.set(name!, value!);
    }
    const to = response.headers.get('location');
    if (to !== null) return new URL(to, url);
    const page = await response.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) throw new Error(`${response.status} ${page.slice(0, 300)}`);
    const login = { prompt: 'login', login: subject, password: 'any' };
    return go(new URL(action, url).href, page.includes('name="login"') ? login : { prompt: 'consent' });
  };
  let at = await go(start);
  while (at.origin === origin) at = await go(at.href);
  return at;
}
