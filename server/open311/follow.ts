import type { Request } from 'express';
import type { Language } from '../http/sentences.ts';
import type { Open311Deps } from './deps.ts';
import { queryOf } from './form.ts';
import { cityNowMs, jurisdictionOf } from './jurisdiction.ts';
import { refuse } from './refusal.ts';
import { requestList } from './request.ts';
import { searchOf } from './search.ts';
import { requestsOfIds, searchRequests, type Found } from './store.ts';
import type { Document } from './xml.ts';

const readable = ({ rights }: Open311Deps, found: readonly Found[]): Found[] =>
  found.filter(({ whistle }) => rights.mayRead(null, whistle));

/** GET requests: those that are named, whatever else is asked, or those that the other arguments find. */
export async function listRequests(deps: Open311Deps, req: Request, language: Language): Promise<Document> {
  const { db, geometries } = deps;
  const query = queryOf(req);
  const city = await jurisdictionOf(db, query.one('jurisdiction_id'));
  const ids = query.list('service_request_id');
  const found =
    ids === undefined
      ? await searchRequests(db, city.id, searchOf(query, cityNowMs(deps, city)))
      : await requestsOfIds(db, city.id, ids);
  return requestList(readable(deps, found), await geometries.of(city.id), language);
}

interface One {
  cityId: string;
  found: Found;
}
/** One request; throws a 404. */
async function oneOf(deps: Open311Deps, req: Request, id: string): Promise<One> {
  const { id: cityId } = await jurisdictionOf(deps.db, queryOf(req).one('jurisdiction_id'));
  const [found] = readable(deps, await requestsOfIds(deps.db, cityId, [id]));
  if (found === undefined) throw refuse(404, '没有这个 service_request_id', 'service_request_id was not found');
  return { cityId, found };
}

/** GET requests/{id}. */
export async function oneRequest(deps: Open311Deps, req: Request, language: Language): Promise<Document> {
  const { cityId, found } = await oneOf(deps, req, String(req.params['id']));
  return requestList([found], await deps.geometries.of(cityId), language);
}

/** GET tokens/{id}. Each request has its id at once, so no token is ever given out: the id stands for its own. */
export async function requestOfToken(deps: Open311Deps, req: Request): Promise<Document> {
  const token = String(req.params['id']);
  const { found } = await oneOf(deps, req, token);
  return { root: 'service_requests', value: [{ service_request_id: found.whistle.id, token }] };
}
