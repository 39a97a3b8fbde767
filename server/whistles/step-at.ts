import type { WorkingTime } from '../clocks/working-time.ts';
import type { Whistle } from '../contract/whistle.ts';

/** What a step is taken on, and when: the whistle before it, city time, and the city's working time. */
export interface StepAt {
  whistle: Whistle;
  at: Date;
  clock: WorkingTime;
}
