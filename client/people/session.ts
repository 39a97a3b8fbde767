import { computed, type ComputedRef } from 'vue';
import { permits, targetIn, targetOf, type Action, type Target } from '../../server/contract/access.ts';
import type { DepartmentStep, WholeStep } from '../../server/contract/matrix.ts';
import { isDepartmentStep } from '../../server/contract/matrix.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { useCity } from '../city/store.ts';
import { useServices } from '../services.ts';

/** What the person at this page may do in the city in view: buttons that would be refused are not there. */
export interface Rights {
  may: (action: Action, target?: Target) => boolean;
  /** Whether a step of a whistle may be taken; of a department's step, for that department. */
  mayStep: (w: Whistle, step: DepartmentStep | WholeStep, department?: string) => boolean;
}

export function useRights(): Rights {
  const { session } = useServices();
  const city = useCity();
  const may = (action: Action, target: Target = {}): boolean =>
    permits(session(), action, { ...(city.city === null ? {} : targetIn(action, city.city.id)), ...target });
  return {
    may,
    mayStep: (w, step, department) => {
      const { areas = [] } = targetOf('', w);
      const departments = isDepartmentStep(step) && department !== undefined ? { departments: [department] } : {};
      return may(`whistle.${step}`, { areas, ...departments });
    },
  };
}

/** Whether one action may be taken in the city in view. */
export function useMay(action: Action): ComputedRef<boolean> {
  const rights = useRights();
  return computed(() => rights.may(action));
}
