import { afterEach, beforeEach, expect, it } from 'vitest';
import { StreamClient } from '../../support/client.ts';
import { makeDataDir, type TestDataDir } from '../../support/data-dir.ts';
import { UnderFire } from '../../support/under-fire.ts';

let place: TestDataDir;
let fire: UnderFire;
beforeEach(async () => {
  place = await makeDataDir();
  fire = new UnderFire(place);
});
afterEach(async () => {
  await fire.end();
  await place.remove();
});

/** Rounds of the usual run; `KILL_ROUNDS=50` takes two minutes and is run by hand (README, Measured). */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 3);
/** Somewhere in the first seconds: before the first answer, in the middle of a batch, after hundreds. */
const moments = Array.from({ length: rounds }, () => 1 + Math.floor(400 * Math.random() ** 2));

it(
  'kill -9 under load loses no acknowledged command, takes none twice, gives each alarm once, and clients catch up',
  async () => {
    for (const enough of moments) await fire.round(enough);
    expect(fire.acknowledged).toBeGreaterThanOrEqual(moments.reduce((sum, n) => sum + n, 0));
    await fire.start();
    await fire.check();
    const client = new StreamClient(fire.address, 'smallville');
    await client.until((s) => s.open.size === fire.tried);
    expect(client.state.counters.called).toBe(fire.tried);
    client.close();
  },
  60_000 + 20_000 * rounds,
);
