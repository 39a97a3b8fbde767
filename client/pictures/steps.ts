import { mayPut, pictureSteps, rightToPut } from '../../server/contract/picture.ts';
import { liveParts } from '../../server/contract/matrix.ts';
import type { Action, Target } from '../../server/contract/access.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import type { PictureOf } from '../api/pictures.ts';

/** What whoever looks may put a picture to now; a grade's pictures go with the grade. */
export function openSteps(w: Whistle, may: (action: Action, target?: Target) => boolean): PictureOf[] {
  const areas = [w.district, w.street, w.community];
  return pictureSteps.flatMap((step): PictureOf[] => {
    const right = rightToPut(step);
    if (step === 'evaluate') return [];
    if (step !== 'resolve') return mayPut(w, step, null) && may(right, { areas }) ? [{ step, department: null }] : [];
    return liveParts(w.departments)
      .filter((d) => d.reportedAt !== null && mayPut(w, step, d) && may(right, { areas, departments: [d.department] }))
      .map(({ department }) => ({ step, department }));
  });
}
