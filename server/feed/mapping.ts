import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const column = z.string().min(1);

/** What the columns of a file of service requests mean: one small JSON file for each kind of source. */
export const mappingSchema = z.strictObject({
  $comment: z.string().optional(),
  /** Name of the city that is made where there is none yet. */
  city: z.strictObject({ name: z.string().min(1), nameEn: z.string().min(1), cellMetres: z.number().default(500) }),
  /** IANA zone of the file's times, which carry none themselves. */
  timeZone: z.string().min(1),
  /** Letters of Unicode TR35: `yyyy MM dd HH hh mm ss a`. */
  timeFormat: z.string().min(1),
  columns: z.strictObject({
    /** Number of the record, unique in the file. */
    id: column,
    title: column,
    department: column,
    /** Degrees, WGS-84. */
    lng: column,
    lat: column,
    opened: column,
    /** Deadline and end; an empty cell means that there is none. */
    target: column,
    closed: column,
    /** What the source itself says about the deadline; left out where it says nothing. */
    onTimeFlag: column.optional(),
  }),
  /** Values of `onTimeFlag`. */
  flags: z.strictObject({ onTime: z.array(z.string()), overdue: z.array(z.string()) }).optional(),
  /** When the file was made, in `timeFormat`; left out: the earliest instant that agrees with all that it records. */
  asOf: z.string().optional(),
});
export type Mapping = z.infer<typeof mappingSchema>;

/** A file that the replay cannot begin with; the message says what to do. */
export class ReplayInputError extends Error {
  override readonly name = 'ReplayInputError';
}

/** Reads a mapping file; throws ReplayInputError with one line. */
export async function readMapping(file: string): Promise<Mapping> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ReplayInputError(`cannot read the mapping ${file}: ${(error as Error).message}`);
  }
  const parsed = mappingSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
  throw new ReplayInputError(`the mapping ${file} is not right: ${faults.join('; ')}`);
}
