import { EARTH_RADIUS_METRES } from '../../geodata/crs/plane.ts';
import type { Box } from '../../geodata/network/from-osm.ts';
import { longestWalkMetres } from '../contract/walking.ts';
import { ProblemError } from '../http/problem.ts';
import { startThread, type Thread } from '../threads/start.ts';
import type { NetworkReaderThread } from './network-reader-thread.ts';
import type { MeasuredNetwork } from './network-store.ts';

/** A city's box with what somebody may walk outside it on the way to a station inside. */
export function walkedBox([west, south, east, north]: Box): Box {
  const radian = 180 / Math.PI;
  const lat = (longestWalkMetres / EARTH_RADIUS_METRES) * radian;
  const lng = lat / Math.cos(Math.max(Math.abs(south), Math.abs(north)) / radian);
  return [west - lng, south - lat, east + lng, north + lat];
}

/** Reads networks in a thread that lives only while one is being read, one at a time. */
export class NetworkReader {
  private reading: Promise<unknown> = Promise.resolve();
  private thread: Thread<NetworkReaderThread> | undefined;

  /** Throws `osm-unknown`, `osm-truncated`, `osm-broken`, `osm-too-big` or `network-empty`. */
  read(file: Uint8Array, cityBox: Box): Promise<MeasuredNetwork> {
    const read = this.reading.then(() => this.readNow(file, walkedBox(cityBox)));
    this.reading = read.catch(() => undefined);
    return read;
  }

  async stop(): Promise<void> {
    await this.thread?.stop();
  }

  private async readNow(file: Uint8Array, bbox: Box): Promise<MeasuredNetwork> {
    const thread = startThread<NetworkReaderThread>(new URL('./network-reader-thread.ts', import.meta.url), {
      maxOldGenerationSizeMb: 2048,
    });
    this.thread = thread;
    try {
      const answer = await thread.api.read(file, bbox);
      if ('fault' in answer) throw new ProblemError(answer.fault, answer.detail);
      return answer;
    } finally {
      this.thread = undefined;
      await thread.stop();
    }
  }
}
