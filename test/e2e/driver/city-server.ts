import type { Area, City, Zone } from '../../../server/contract/city.ts';
import type { ZoneCoverage } from '../../../server/contract/coverage.ts';
import type { Position } from '../../../server/contract/geo.ts';
import type { Minted, OneTime } from '../../../server/contract/sign-in.ts';
import type { Station } from '../../../server/contract/station.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { credentialsOf, type Credentials } from '../../support/first-visit.ts';
import { as, call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { startNode, type NodeProcess } from '../../support/node-process.ts';

export const cityId = 'wuhu';

/** The real server as a process of its own, with the demo city and its feed off, so that only tests make things happen. */
export class CityServer {
  private process: NodeProcess | undefined;
  private port = 0;
  private credentials: Credentials | undefined;

  constructor(private readonly dataDir: string) {}

  /** `http://127.0.0.1:PORT`; the port stays over restarts. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The session of an administrator who may do everything, for a page's browser. */
  get cookie(): { name: string; value: string; url: string } {
    const [name, value] = this.credentials!.cookie.split('=') as [string, string];
    return { name, value, url: this.url };
  }

  async start(): Promise<void> {
    this.process = startNode('server/main.ts', [], {
      HOME: process.env['HOME'],
      DATA_DIR: this.dataDir,
      PORT: String(this.port),
      DEMO_FEED: 'off',
      LOG_LEVEL: 'warn',
    });
    const address = await this.process.line((line) => /http:\/\/\S+$/.test(line));
    this.port = Number(new URL(/http:\/\/\S+$/.exec(address)![0]).port);
    this.credentials = await credentialsOf(this.dataDir, this.url, this.process.out);
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
    const own = { ...as(this.credentials!.token), ...headers };
    const answer = await call<T>(method, `${this.url}/api/v1/cities/${cityId}${path}`, body, own);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** What the API answers beside the city; throws where it refuses. */
  async askHouse<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await call<T>(method, `${this.url}/api/v1${path}`, body, as(this.credentials!.token));
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A person of the command centre with a one-time password. */
  aPerson(login: string): Promise<OneTime> {
    return this.askHouse('POST', '/people', { login, name: '测试员', grants: [grant('centre')] });
  }

  /** A wall's token. */
  aWall(name: string): Promise<Minted> {
    return this.askHouse('POST', '/tokens', { name, kind: 'display', grants: [grant('display')] });
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

  /** A second city, cut from a box: its zones come without people. */
  async aCityWithoutPeople(id: string): Promise<void> {
    const bbox = [118.3, 31.2, 118.4, 31.3];
    const city = { id, name: '方格城', nameEn: 'Gridville', timeZone: 'Asia/Shanghai', bbox, cellMetres: 1000 };
    const answer = await call('POST', `${this.url}/api/v1/cities`, city, as(this.credentials!.token));
    if (answer.status !== 201) throw new Error(`POST /cities: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** Blows a whistle beside the first station, over the API. */
  async blow(title: string): Promise<Whistle> {
    const [station] = await this.stations();
    const departments = ['城市管理局', '消防救援支队'];
    return this.ask<Whistle>('POST', '/whistles', { title, departments, position: station!.position });
  }
}
