// npm run bench [-- NAME…] [--json FILE]: runs the benchmarks beside this file, all or those whose name begins with a NAME.
import { readdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { figure, type BenchModule, type Row, type Wanted } from './harness.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

async function modules(): Promise<{ file: string; module: BenchModule }[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.bench.ts')).sort();
  return Promise.all(
    files.map(async (file) => ({ file, module: (await import(new URL(file, import.meta.url).href)) as BenchModule })),
  );
}

/** Columns of equal width; the first to the left, figures to the right, the note as it is. */
function table(rows: Row[]): string[] {
  const lines = [
    ['name', 'ours', 'peer', 'unit', 'ratio', 'agree', 'peer is', 'note'],
    ...rows.map((row) => [
      row.name,
      figure(row.ours),
      row.peer === null ? '–' : figure(row.peer),
      row.unit,
      row.ratio === null ? '–' : `${figure(row.ratio)} ×`,
      row.agree ? 'yes' : row.peer === null ? '–' : 'NO',
      row.peerName ?? 'no peer',
      row.note,
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const right = new Set([1, 2, 4]);
  return lines.map((line) =>
    line
      .map((cell, c) => (right.has(c) ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** Where and when: a figure means little without. */
function circumstances(): string {
  const cpus = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GB`;
  const machine = `${cpus.length} × ${cpus[0]?.model ?? 'unknown'}, ${memory}, ${os.type()} ${os.release()}`;
  return `${machine}; Node ${process.version}; ${new Date().toISOString().slice(0, 16)}Z`;
}

/** Rows of all benchmarks asked for, and the names of those that failed. */
async function runAll(names: string[]): Promise<{ rows: Row[]; failed: string[] }> {
  const wanted: Wanted = (name) =>
    names.length === 0 || names.some((asked) => name === asked || name.startsWith(`${asked}.`));
  const found = await modules();
  const known = found.flatMap(({ module }) => module.names);
  for (const asked of names) {
    if (!known.some((name) => name === asked || name.startsWith(`${asked}.`))) {
      throw new Error(`no benchmark ${asked}; there are ${known.join(', ')}`);
    }
  }
  const rows: Row[] = [];
  const failed: string[] = [];
  for (const { file, module } of found) {
    if (!module.names.some(wanted)) continue;
    try {
      rows.push(...(await module.rows(wanted)));
    } catch (error) {
      failed.push(file);
      print(`${file}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { rows, failed };
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
try {
  const { rows, failed } = await runAll(positionals);
  print(circumstances());
  for (const line of table(rows)) print(line);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
  const wrong = rows.filter((row) => row.peer !== null && !row.agree);
  for (const row of wrong) print(`${row.name}: the answers differ`);
  process.exitCode = failed.length > 0 || wrong.length > 0 ? 1 : 0;
} catch (error) {
  print(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
