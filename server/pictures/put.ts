import { permits } from '../contract/access.ts';
import { maxPicturesPerWhistle, mayPut, needsDepartment, rightToPut, type PicturePut } from '../contract/picture.ts';
import { liveParts, type DepartmentCall } from '../contract/matrix.ts';
import type { Subject } from '../contract/people.ts';
import { isVisible, scopeOf } from '../contract/scope.ts';
import type { Whistle } from '../contract/whistle.ts';
import { ProblemError } from '../http/problem.ts';
import type { WhistleChange } from '../live/batch.ts';
import type { Drawn } from './draw.ts';
import { findSame, writePicture, type PictureOf } from './store.ts';

/** Whose part a picture is about; throws `department-not-called`. */
function partOf(w: Whistle, department: string | null): DepartmentCall | null {
  if (department === null) return null;
  const part = w.departments.find((d) => d.department === department);
  if (part === undefined) throw new ProblemError('department-not-called', department);
  return part;
}

/** Whose parts the right is asked for: of `resolve` those of all, where no department is named. */
function departmentsOf(w: Whistle, { step, department }: PictureOf): string[] | undefined {
  if (step !== 'resolve') return undefined;
  return department === null ? liveParts(w.departments).map((d) => d.department) : [department];
}

/** Throws `whistle-unknown` where `by` may not see it, `not-allowed` where they may not take the step. */
export function allowSender(cityId: string, w: Whistle, by: Subject, of: PictureOf): void {
  if (!isVisible(w, scopeOf(by, cityId))) throw new ProblemError('whistle-unknown', w.id);
  const right = rightToPut(of.step);
  const target = { city: cityId, areas: [w.district, w.street, w.community] };
  for (const department of departmentsOf(w, of) ?? [undefined])
    if (!permits(by, right, department === undefined ? target : { ...target, departments: [department] }))
      throw new ProblemError('not-allowed', right);
}

/** The same; `transition-illegal` or `department-not-called` where no picture can be put to it now. */
export function allowPut(cityId: string, w: Whistle, by: Subject, of: PictureOf): void {
  allowSender(cityId, w, by, of);
  const part = partOf(w, of.department);
  if ((part === null && needsDepartment(of.step)) || !mayPut(w, of.step, part))
    throw new ProblemError('transition-illegal', `a picture to ${of.step} in stage ${w.stage}`);
}

export interface Put extends PictureOf {
  by: Subject;
  id: string;
  whistleId: string;
  /** As it was drawn, or why it could not be. */
  drawn: Drawn | ProblemError;
}

/** Puts a picture on a whistle, with `whistle.pictured`; the same file to the same step again changes nothing. */
export async function putPicture(c: WhistleChange, put: Put): Promise<PicturePut> {
  const { whistleId, by, id, step, department, drawn } = put;
  const w = await c.whistle(whistleId);
  allowPut(c.city.id, w, by, put);
  if (drawn instanceof ProblemError) throw drawn;
  const trx = await c.reading();
  const same = await findSame(trx, whistleId, { step, department, sentSha256: drawn.sentSha256 });
  if (same !== undefined) return { picture: same, version: w.version };
  if (w.pictures >= maxPicturesPerWhistle) throw new ProblemError('pictures-full', `${maxPicturesPerWhistle}`);
  const at = c.now;
  const picture = await writePicture(trx, { id, cityId: c.city.id, whistleId, step, department, by, at, drawn });
  const changed = c.put(
    { ...w, pictures: w.pictures + 1 },
    (whistle) => ({
      type: 'whistle.pictured',
      data: { whistle, department, words: null, picture: { id, step } },
    }),
    at,
  );
  return { picture, version: changed.version };
}
