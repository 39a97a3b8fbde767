import type { PlannedWhistle } from '../../../server/feed/planned.ts';

/** A whistle with its steps at these city times: the call, then report-ins, and with three or more times resolve and close. */
export function plannedWhistle(id: string, [call, ...later]: number[]): PlannedWhistle {
  const isClosed = later.length >= 3;
  const reports = isClosed ? later.slice(0, -2) : later;
  const departments = reports.length > 0 ? reports.map((_, i) => `部门${i + 1}`) : ['部门1'];
  return {
    id,
    calledAtMs: call!,
    call: {
      title: `事项 ${id}`,
      kind: 'problem',
      risk: 'normal',
      position: [118.371, 31.321],
      departments,
      reportBy: null,
      resolveBy: new Date(call! + 60_000).toISOString(),
      origin: 'demo',
    },
    acts: [
      ...reports.map((atMs, i) => ({ action: 'report-in' as const, atMs, body: { department: departments[i]! } })),
      ...(isClosed
        ? [
            { action: 'resolve' as const, atMs: later.at(-2)! },
            ...(['verify', 'close'] as const).map((action) => ({ action, atMs: later.at(-1)! })),
          ]
        : []),
    ],
  };
}
