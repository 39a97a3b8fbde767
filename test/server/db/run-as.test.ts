import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { chooseRunAs } from '../../../server/db/run-as.ts';

const isRoot = process.getuid?.() === 0;

describe('chooseRunAs', () => {
  it('runs a new cluster’s programs as anybody but root', async () => {
    const { prefix, uid, gid } = await chooseRunAs(undefined, undefined);
    const [command, ...words] = [...prefix, 'id', '-u'];
    const { stdout } = await promisify(execFile)(command, words, { uid, gid });
    expect(Number(stdout)).not.toBe(0);
    if (!isRoot) expect({ prefix, uid, gid }).toEqual({ prefix: [], uid: undefined, gid: undefined });
  });

  it('runs a cluster that is there as its owner', async () => {
    const { prefix, uid, gid } = await chooseRunAs(65534, 65534);
    expect(prefix).toEqual([]);
    expect({ uid, gid }).toEqual(isRoot ? { uid: 65534, gid: 65534 } : { uid: undefined, gid: undefined });
  });
});
