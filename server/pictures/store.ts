import type { Kysely, Transaction } from 'kysely';
import type { Picture, PictureStep } from '../contract/picture.ts';
import type { Subject } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { Drawn } from './draw.ts';

type Db = Kysely<Database> | Transaction<Database>;

const described = ['id', 'step', 'department', 'by_name', 'at', 'width', 'height', 'sha256'] as const;

const select = (db: Db, whistleId: string) =>
  db
    .selectFrom('picture')
    .select([...described, (eb) => eb.fn<number>('length', ['image']).as('bytes')])
    .where('whistle_id', '=', whistleId);

type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;
const present = ({ by_name, at, ...row }: Row): Picture => ({ ...row, by: by_name, at: at.toISOString() });

/** The pictures of a whistle, the first one first. */
export const listPictures = async (db: Db, whistleId: string): Promise<Picture[]> =>
  (await select(db, whistleId).orderBy('at').orderBy('id').execute()).map(present);

/** Where a picture stands: to which step, about whose part. */
export interface PictureOf {
  step: PictureStep;
  department: string | null;
}

/** The picture that was made of the same file for the same step; undefined where there is none. */
export async function findSame(
  db: Db,
  whistleId: string,
  { step, department, sentSha256 }: PictureOf & { sentSha256: string },
): Promise<Picture | undefined> {
  const row = await select(db, whistleId)
    .where('step', '=', step)
    .where('department', 'is not distinct from', department)
    .where('sent_sha256', '=', sentSha256)
    .executeTakeFirst();
  return row && present(row);
}

export interface NewPicture extends PictureOf {
  id: string;
  cityId: string;
  whistleId: string;
  by: Subject;
  at: Date;
  drawn: Drawn;
}

export async function writePicture(db: Db, { cityId, whistleId, by, drawn, ...of }: NewPicture): Promise<Picture> {
  const { sentSha256, ...stored } = drawn;
  const whose = { city_id: cityId, whistle_id: whistleId, by_id: by.id, by_name: by.name };
  await db
    .insertInto('picture')
    .values({ ...of, ...whose, sent_sha256: sentSha256, ...stored })
    .execute();
  const { image, width, height, sha256 } = drawn;
  const { at, ...rest } = of;
  return { ...rest, by: by.name, at: at.toISOString(), width, height, sha256, bytes: image.length };
}

/** Throws `picture-unknown` unless all of these were put to this step of this whistle. */
export async function requirePictures(
  db: Db,
  whistleId: string,
  { step, department, ids }: PictureOf & { ids: readonly string[] },
): Promise<void> {
  const there = new Set(
    (await listPictures(db, whistleId)).flatMap((p) => (p.step === step && p.department === department ? [p.id] : [])),
  );
  const missing = ids.find((id) => !there.has(id));
  if (missing !== undefined) throw new ProblemError('picture-unknown', missing);
}

/** The hash of a picture, by which a browser knows whether it has it; throws `picture-unknown`. */
export async function readHash(db: Db, whistleId: string, id: string): Promise<string> {
  const row = await db
    .selectFrom('picture')
    .select('sha256')
    .where('whistle_id', '=', whistleId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError('picture-unknown', id);
  return row.sha256;
}

/** The picture itself, JPEG. */
export async function readBytes(db: Db, id: string, size: 'image' | 'thumbnail'): Promise<Buffer> {
  const row = await db.selectFrom('picture').select(`${size} as bytes`).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new ProblemError('picture-unknown', id);
  return row.bytes;
}
