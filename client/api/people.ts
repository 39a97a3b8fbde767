import { z } from 'zod';
import {
  mintedSchema,
  oneTimeSchema,
  personSchema,
  tokenSchema,
  type Minted,
  type OneTime,
  type Person,
  type PersonChange,
  type PersonCreate,
  type Token,
  type TokenCreate,
} from '../../server/contract/people.ts';
import type { Http } from './http.ts';

const peopleSchema = z.object({ people: z.array(personSchema) });
const tokensSchema = z.object({ tokens: z.array(tokenSchema) });

export const fetchPeople = async (http: Http, signal?: AbortSignal): Promise<Person[]> =>
  (await http.json('/people', peopleSchema, signal)).people;

export const addPerson = (http: Http, body: PersonCreate): Promise<OneTime> =>
  http.send({ method: 'POST', path: '/people', body }, oneTimeSchema);

export const changePerson = (http: Http, { id, version }: Person, body: PersonChange): Promise<Person> =>
  http.send({ method: 'PATCH', path: `/people/${id}`, body }, personSchema, { ifMatch: version });

export const giveOneTimePassword = (http: Http, { id }: Person): Promise<OneTime> =>
  http.send({ method: 'POST', path: `/people/${id}/one-time-password`, body: {} }, oneTimeSchema);

export const endSessions = (http: Http, { id }: Person): Promise<unknown> =>
  http.send({ method: 'DELETE', path: `/people/${id}/sessions`, body: {} }, z.object({ ended: z.int() }));

export const fetchTokens = async (http: Http, signal?: AbortSignal): Promise<Token[]> =>
  (await http.json('/tokens', tokensSchema, signal)).tokens;

export const mintToken = (http: Http, body: TokenCreate): Promise<Minted> =>
  http.send({ method: 'POST', path: '/tokens', body }, mintedSchema);

export const revokeToken = (http: Http, { id }: Token): Promise<Token> =>
  http.send({ method: 'DELETE', path: `/tokens/${id}`, body: {} }, tokenSchema);
