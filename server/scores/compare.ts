import type { CityScore, DepartmentScore, Scores } from '../contract/score.ts';

/** A number that two ways of counting do not agree about; `null` for the department is the city's own line. */
export interface Difference {
  department: string | null;
  figure: string;
  api: string;
  log: string;
}

type Line = CityScore | DepartmentScore;
const text = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

function ofLine(department: string | null, api: Line | undefined, log: Line | undefined): Difference[] {
  const figures = new Set([...Object.keys(api ?? {}), ...Object.keys(log ?? {})]);
  return [...figures].flatMap((figure) => {
    const [a, b] = [api, log].map((line) => text((line as Record<string, unknown> | undefined)?.[figure]));
    return a === b ? [] : [{ department, figure, api: a!, log: b! }];
  });
}

type Lines = Pick<Scores, 'city' | 'departments'>;

/** Every number that differs, of every department that either knows. */
export function differences(api: Lines, log: Lines): Difference[] {
  const by = (lines: Lines) => new Map(lines.departments.map((d) => [d.department, d]));
  const [ofApi, ofLog] = [by(api), by(log)];
  return [
    ...ofLine(null, api.city, log.city),
    ...[...new Set([...ofApi.keys(), ...ofLog.keys()])].flatMap((name) =>
      ofLine(name, ofApi.get(name), ofLog.get(name)),
    ),
  ];
}
