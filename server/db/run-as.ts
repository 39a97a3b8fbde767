import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedUnavailable } from './errors.ts';

const run = promisify(execFile);

/** How PostgreSQL's programs are started: words before the command line, and the user that they run as. */
export interface RunAs {
  prefix: string[];
  uid?: number;
  gid?: number;
}

/** In a user namespace root looks like `nobody` to PostgreSQL, while files keep belonging to root. */
const userNamespace = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];

/**
 * PostgreSQL refuses to run as root, so root starts it in a user namespace or, where that is not allowed, as an
 * unprivileged user. A cluster that exists is run by whom it belongs to: `ownerUid`, undefined for a new one.
 * Throws EmbeddedUnavailable where root has no way.
 */
export async function chooseRunAs(ownerUid: number | undefined, ownerGid: number | undefined): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  if (ownerUid !== undefined && ownerUid !== 0) return { prefix: [], uid: ownerUid, gid: ownerGid ?? ownerUid };
  if (await namespaceWorks()) return { prefix: userNamespace };
  const user = ownerUid === undefined ? ((await idsOf('postgres')) ?? (await idsOf('nobody'))) : undefined;
  if (user) return { prefix: [], ...user };
  throw new EmbeddedUnavailable({
    en: 'PostgreSQL refuses to run as root; start the server as another user',
    zh: 'PostgreSQL 不允许以 root 身份运行，可改用其他用户启动',
  });
}

async function namespaceWorks(): Promise<boolean> {
  const [command, ...words] = [...userNamespace, 'true'];
  return run(command, words).then(
    () => true,
    () => false,
  );
}

async function idsOf(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
