import { spawn } from 'node:child_process';
import { once } from 'node:events';

const script = 'cat >/dev/null; kill -QUIT "$1"; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; rm -rf "$2"';

/**
 * Ends process `pid` and removes `folder` when this process dies without a word, killed for example: the guard notices
 * by its pipe. Returns what calls the guard off.
 */
export function guard(pid: number, folder: string): () => Promise<void> {
  const child = spawn('sh', ['-c', script, 'guard', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  return async () => {
    child.ref();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
}
