// npm run audit -- verify [--heads FILE] | heads
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Kysely } from 'kysely';
import { configOfProcess } from '../config.ts';
import { peek } from '../db/peek.ts';
import type { Database } from '../db/schema.ts';
import type { Fault } from './chain.ts';
import { readAuditHead, readAudit, readChains, verifyChain } from './store.ts';

const usage = `npm run audit -- verify [--heads FILE]   looks at every row of every chain
npm run audit -- heads                   prints where each chain ends now, to be kept elsewhere`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const words: Record<Fault['fault'], string> = {
  changed: 'was changed 被改动',
  missing: 'is missing 缺失',
  'out-of-place': 'is out of its place 次序错乱',
  'unwritten-head': 'is not the end that was written down 与记录的链尾不符',
};
const lineOf = ({ chain, seq, to, fault }: Fault): string =>
  `${chain} ${to === undefined || to === seq ? seq : `${seq}–${to}`} ${words[fault]}`;

/** The heads of every chain, one a line: chain, number, hash. */
async function heads(db: Kysely<Database>): Promise<number> {
  for (const chain of await readChains(db)) {
    const head = await readAuditHead(db, chain);
    if (head !== undefined) say(`${chain} ${head.seq} ${head.hash}`);
  }
  return 0;
}

/** A chain that was made anew from its first row on is sound in itself: heads that were kept elsewhere tell. */
async function faultsAgainst(db: Kysely<Database>, file: string): Promise<Fault[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const faults: Fault[] = [];
  for (const line of lines) {
    const [chain, number, hash] = line.trim().split(' ') as [string, string, string];
    const seq = Number(number);
    const [row] = seq === 0 ? [] : await readAudit(db, { chain, after: seq - 1, limit: 1 });
    if (seq > 0 && (row?.seq !== seq || row.hash !== hash)) faults.push({ chain, seq, fault: 'changed' });
  }
  return faults;
}

async function verify(db: Kysely<Database>, headsFile: string | undefined): Promise<number> {
  const faults = headsFile === undefined ? [] : await faultsAgainst(db, headsFile);
  let total = 0;
  for (const chain of await readChains(db)) {
    const found = await verifyChain(db, chain);
    total += found.rows;
    faults.push(...found.faults);
  }
  for (const fault of faults) say(lineOf(fault));
  say(faults.length === 0 ? `${total} rows, all sound 全部完好` : `${total} rows, ${faults.length} faults 处异常`);
  return faults.length === 0 ? 0 : 1;
}

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { heads: { type: 'string' } } });
  const [command] = positionals;
  if (command !== 'verify' && command !== 'heads') throw new Error(usage);
  process.exitCode = await peek(configOfProcess(), (db) =>
    command === 'heads' ? heads(db) : verify(db, values.heads),
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
