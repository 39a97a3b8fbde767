import type { WhistleStep } from '../../server/contract/matrix.ts';
import { z } from 'zod';
import {
  historyRowSchema,
  whistleSchema,
  type HistoryRow,
  type Whistle,
  type WhistleCall,
} from '../../server/contract/whistle.ts';
import type { whistleCallSchema } from '../../server/contract/whistle.ts';
import type { Http } from './http.ts';

const under = (city: string): string => `/cities/${encodeURIComponent(city)}/whistles`;

/** What a caller must say; the rest has defaults in the contract. */
export type CallInput = z.input<typeof whistleCallSchema> & Pick<WhistleCall, 'title' | 'position' | 'departments'>;

/** Blows a whistle. The same `key` twice gives the same whistle. */
export const callWhistle = (http: Http, city: string, call: CallInput, key: string): Promise<Whistle> =>
  http.send({ method: 'POST', path: under(city), body: call }, whistleSchema, { idempotencyKey: key });

export const fetchWhistle = (http: Http, city: string, id: string, signal?: AbortSignal): Promise<Whistle> =>
  http.json(`${under(city)}/${encodeURIComponent(id)}`, whistleSchema, signal);

export const fetchHistory = async (
  http: Http,
  city: string,
  id: string,
  signal?: AbortSignal,
): Promise<HistoryRow[]> => {
  const path = `${under(city)}/${encodeURIComponent(id)}/history`;
  return (await http.json(path, z.object({ history: z.array(historyRowSchema) }), signal)).history;
};

export interface StepInput {
  step: WhistleStep;
  /** As the contract wants it (`stepSchemas`). */
  body: Record<string, unknown>;
  /** Idempotency key of this attempt. */
  key: string;
}

/** Takes a whistle one step on, from the version that the person saw. */
export const stepWhistle = (
  http: Http,
  city: string,
  whistle: Whistle,
  { key, step, body }: StepInput,
): Promise<Whistle> =>
  http.send({ method: 'POST', path: `${under(city)}/${whistle.id}/${step}`, body }, whistleSchema, {
    idempotencyKey: key,
    ifMatch: whistle.version,
  });
