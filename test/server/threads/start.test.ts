import { afterEach, describe, expect, it } from 'vitest';
import { startThread, ThreadEnded, type Thread } from '../../../server/threads/start.ts';
import type { Echo } from './echo.ts';

const running: Thread<Echo>[] = [];
function start(): Thread<Echo> {
  const thread = startThread<Echo>(new URL('./echo.ts', import.meta.url));
  running.push(thread);
  return thread;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((t) => t.stop()));
});

describe('a thread', () => {
  it('answers, and works on shared memory without a copy', async () => {
    const { api } = start();
    expect(await Promise.all([1, 2, 3].map((n) => api.twice(n)))).toEqual([2, 4, 6]);
    const numbers = new Uint32Array(new SharedArrayBuffer(8));
    await api.touch(numbers);
    expect([...numbers]).toEqual([1, 0]);
  });

  it('hands on what a function throws, and lives on', async () => {
    const { api } = start();
    await expect(api.fail('no such radius')).rejects.toThrow('no such radius');
    expect(await api.twice(4)).toBe(8);
  });

  it('a crash rejects every call under way and every later one, with the reason; another can be started', async () => {
    const { api } = start();
    const waiting = api.never();
    const crashing = api.crash();
    await expect(waiting).rejects.toThrow(ThreadEnded);
    await expect(crashing).rejects.toThrow('a fault of the thread');
    await expect(api.twice(1)).rejects.toThrow(ThreadEnded);
    expect(await start().api.twice(1)).toBe(2);
  });

  it('a stop rejects the calls under way', async () => {
    const thread = start();
    const waiting = expect(thread.api.never()).rejects.toThrow(/ended: stopped/);
    await thread.stop();
    await waiting;
  });

  it('passes through await unchanged', async () => {
    const { api } = await Promise.resolve(start());
    expect(await (await Promise.resolve(api)).twice(5)).toBe(10);
  });
});
