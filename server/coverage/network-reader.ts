import { EARTH_RADIUS_METRES } from '../../geodata/crs/plane.ts';
import type { Box } from '../../geodata/network/from-osm.ts';
import { longestWalkMetres } from '../contract/walking.ts';
import { ProblemError } from '../http/problem.ts';
import { startThread, ThreadEnded, type Thread } from '../threads/start.ts';
import type { NetworkReaderThread } from './network-reader-thread.ts';
import type { MeasuredNetwork } from './network-store.ts';

/** A city's box with what somebody may walk outside it on the way to a station inside. */
export function walkedBox([west, south, east, north]: Box): Box {
  const radian = 180 / Math.PI;
  const lat = (longestWalkMetres / EARTH_RADIUS_METRES) * radian;
  const lng = lat / Math.cos(Math.max(Math.abs(south), Math.abs(north)) / radian);
  return [west - lng, south - lat, east + lng, north + lat];
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof ThreadEnded && (error.cause as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** Reads networks in a thread that lives only while one is being read, one at a time. */
export class NetworkReader {
  private reading: Promise<unknown> = Promise.resolve();
  private thread: Thread<NetworkReaderThread> | undefined;
  private isStopped = false;

  constructor(private readonly heapMegabytes = 2048) {}

  /** Throws `osm-unknown`, `osm-truncated`, `osm-broken`, `osm-too-big` or `network-empty`. */
  read(file: Uint8Array, cityBox: Box): Promise<MeasuredNetwork> {
    const read = this.reading.then(() => this.readNow(file, walkedBox(cityBox)));
    this.reading = read.catch(() => undefined);
    return read;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.thread?.stop();
  }

  private async readNow(file: Uint8Array, bbox: Box): Promise<MeasuredNetwork> {
    if (this.isStopped) throw new ThreadEnded('the server stops');
    const url = new URL('./network-reader-thread.ts', import.meta.url);
    const thread = startThread<NetworkReaderThread>(url, { maxOldGenerationSizeMb: this.heapMegabytes });
    this.thread = thread;
    try {
      const answer = await thread.api.read(file, bbox);
      if ('fault' in answer) throw new ProblemError(answer.fault, answer.detail);
      return answer;
    } catch (error) {
      throw isOutOfMemory(error) ? new ProblemError('osm-too-big', 'it needs more memory than a city may') : error;
    } finally {
      this.thread = undefined;
      await thread.stop();
    }
  }
}
