import type { Area, City, Zone } from '../../../server/contract/city.ts';
import type { ZoneCoverage } from '../../../server/contract/coverage.ts';
import type { Grant } from '../../../server/contract/people.ts';
import type { Position } from '../../../server/contract/geo.ts';
import type { Station } from '../../../server/contract/station.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { cookieName } from '../../../server/auth/credential.ts';
import { tokenOfHouse } from '../../support/first-sign-in.ts';
import { call } from '../../support/http.ts';
import { startNode, type NodeProcess } from '../../support/node-process.ts';

export const cityId = 'wuhu';

/** The real server as a process of its own, with the demo city and its feed off, so that only tests make things happen. */
export class CityServer {
  private process: NodeProcess | undefined;
  private port = 0;
  private secret = '';

  constructor(private readonly dataDir: string) {}

  /** `http://127.0.0.1:PORT`; the port stays over restarts. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** `env`: settings beside those of every test. */
  async start(env: Record<string, string> = {}): Promise<void> {
    this.process = startNode('server/main.ts', [], {
      HOME: process.env['HOME'],
      DATA_DIR: this.dataDir,
      PORT: String(this.port),
      DEMO_FEED: 'off',
      WEBHOOK_HOSTS: '127.0.0.1',
      PUSH_HOSTS: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...env,
    });
    const address = await this.process.line((line) => /http:\/\/\S+$/.test(line));
    this.port = Number(new URL(/http:\/\/\S+$/.exec(address)![0]).port);
    this.secret = await tokenOfHouse(this.dataDir, this.url, this.process.out);
  }

  /** What lets a browser in as a screen with every right is let in. */
  cookie(): { name: string; value: string; url: string } {
    return { name: cookieName, value: this.secret, url: this.url };
  }

  /** Ends it in order, as Ctrl-C does. */
  async stop(): Promise<void> {
    this.process?.kill('SIGTERM');
    await this.process?.ended;
  }

  /** While it is stopped: starts it on another port, where no page finds it, for `work`, and stops it again. */
  async unseen(work: () => Promise<void>): Promise<void> {
    const { port } = this;
    this.port = 0;
    await this.start();
    await work();
    await this.stop();
    this.port = port;
  }

  /** Takes the station out of service, or brings it back. */
  async switchStation({ id }: Station, open: boolean): Promise<void> {
    const { version } = await this.ask<Station>('GET', `/stations/${id}`);
    await this.ask('PATCH', `/stations/${id}`, { open }, { 'if-match': `"${version}"` });
  }

  /** What the API answers at `path`, below the city; throws where it refuses. */
  async ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const sent = { authorization: `Bearer ${this.secret}`, ...headers };
    const answer = await call<T>(method, `${this.url}/api/v1/cities/${cityId}${path}`, body, sent);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  readonly city = (): Promise<City> => this.ask<City>('GET', '');

  async stations(): Promise<Station[]> {
    return (await this.ask<{ stations: Station[] }>('GET', '/stations')).stations;
  }

  zoneAt([lng, lat]: Position): Promise<{ zone: Zone }> {
    return this.ask('GET', `/at?lng=${lng}&lat=${lat}`);
  }

  area(code: string): Promise<Area> {
    return this.ask('GET', `/areas/${code}`);
  }

  /** A station whose own zone no other station's circle touches, and not the one beside which whistles are blown. */
  async stationAlone(): Promise<Station> {
    for (const station of (await this.stations()).slice(1)) {
      const { circles } = await this.ask<ZoneCoverage>('GET', `/coverage/zones/${station.zone}`);
      if (circles === 1) return station;
    }
    throw new Error('no station stands alone');
  }

  /** Somebody with a one-time password; returns it. */
  async addPerson(login: string, grants: Grant[]): Promise<string> {
    const body = { login, name: '张三', grants };
    const sent = { authorization: `Bearer ${this.secret}` };
    const answer = await call<{ oneTimePassword: string }>('POST', `${this.url}/api/v1/people`, body, sent);
    if (answer.status !== 201) throw new Error(`POST /people: ${JSON.stringify(answer.body)}`);
    return answer.body.oneTimePassword;
  }

  /** A token; returns its secret. */
  async addToken(name: string, grants: Grant[]): Promise<string> {
    const sent = { authorization: `Bearer ${this.secret}` };
    const answer = await call<{ secret: string }>('POST', `${this.url}/api/v1/tokens`, { name, grants }, sent);
    if (answer.status !== 201) throw new Error(`POST /tokens: ${JSON.stringify(answer.body)}`);
    return answer.body.secret;
  }

  /** Status of an attempt to sign in. */
  async signInStatus(login: string, password: string): Promise<number> {
    return (await call('POST', `${this.url}/api/v1/session`, { login, password }, { authorization: '' })).status;
  }

  /** A second city, cut from a box: its zones come without people. */
  async aCityWithoutPeople(id: string): Promise<void> {
    const bbox = [118.3, 31.2, 118.4, 31.3];
    const city = { id, name: '方格城', nameEn: 'Gridville', timeZone: 'Asia/Shanghai', bbox, cellMetres: 1000 };
    const answer = await call('POST', `${this.url}/api/v1/cities`, city, { authorization: `Bearer ${this.secret}` });
    if (answer.status !== 201) throw new Error(`POST /cities: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** Blows a whistle beside the first station, over the API. */
  async blow(title: string): Promise<Whistle> {
    const [station] = await this.stations();
    const departments = ['城市管理局', '消防救援支队'];
    return this.ask<Whistle>('POST', '/whistles', { title, departments, position: station!.position });
  }
}
