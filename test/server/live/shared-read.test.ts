import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sharedRead } from '../../../server/live/shared-read.ts';

/** A source whose readings end only when told to. */
function handSource() {
  let clock = 0;
  const open: { key: string; end: () => void; fail: () => void }[] = [];
  const most = new Map<string, number>();
  let begun = 0;
  const read = (key: string): Promise<number> => {
    begun += 1;
    const startedAt = ++clock;
    return new Promise((resolve, reject) => {
      open.push({ key, end: () => resolve(startedAt), fail: () => reject(new Error(`${startedAt}`)) });
      most.set(key, Math.max(most.get(key) ?? 0, open.filter((o) => o.key === key).length));
    });
  };
  return { read, open, most, begun: () => begun, now: () => ++clock };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const step = fc.oneof(
  fc.record({ do: fc.constant('ask' as const), key: fc.constantFrom('wuhu', 'boston') }),
  fc.record({ do: fc.constantFrom('end' as const, 'fail' as const), nth: fc.nat(3) }),
);

it('gives every caller a reading that began after its call, one at a time for a key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const source = handSource();
      const read = sharedRead(source.read);
      const answers: Promise<{ askedAt: number; startedAt: number }>[] = [];
      for (const s of steps) {
        if (s.do === 'ask') {
          const askedAt = source.now();
          const started = read(s.key).catch((e: unknown) => Number((e as Error).message));
          answers.push(started.then((startedAt) => ({ askedAt, startedAt })));
        } else source.open.splice(s.nth, 1)[0]?.[s.do]();
        await turn();
      }
      while (source.open.length > 0) {
        source.open.shift()!.end();
        await turn();
      }
      for (const { askedAt, startedAt } of await Promise.all(answers)) expect(startedAt).toBeGreaterThan(askedAt);
      for (const atOnce of source.most.values()) expect(atOnce).toBe(1);
    }),
  );
});

it('reads twice for a thousand that come while it is being read', async () => {
  const source = handSource();
  const read = sharedRead(source.read);
  const first = read('wuhu');
  await turn();
  const thousand = Array.from({ length: 1000 }, () => read('wuhu'));
  source.open.shift()!.end();
  await first;
  await turn();
  source.open.shift()!.end();
  expect(new Set(await Promise.all(thousand)).size).toBe(1);
  expect(source.begun()).toBe(2);
});
