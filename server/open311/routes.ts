import { Router, type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { Language } from '../http/sentences.ts';
import { languageOf, send } from './answer.ts';
import type { Open311Deps } from './deps.ts';
import { discovery } from './discovery.ts';
import { listRequests, oneRequest, requestOfToken } from './follow.ts';
import { formBody, queryOf } from './form.ts';
import { itemsInForce, jurisdictionOf } from './jurisdiction.ts';
import { errorAnswer, refuse } from './refusal.ts';
import { serviceDefinition, serviceList, serviceOf } from './services.ts';
import { submit } from './submit.ts';
import type { Document } from './xml.ts';

type Answerer = (deps: Open311Deps, req: Request, language: Language) => Promise<Document>;

interface Resource {
  /** Path without its format. */
  path: string;
  get: Answerer;
  post?: Answerer;
}

const itemsAsked = async (deps: Open311Deps, req: Request) =>
  itemsInForce(deps, await jurisdictionOf(deps.db, queryOf(req).one('jurisdiction_id')));

const listServices: Answerer = async (deps, req, language) => serviceList(await itemsAsked(deps, req), language);
const oneService: Answerer = async (deps, req) =>
  serviceDefinition(serviceOf(await itemsAsked(deps, req), String(req.params['id'])));

const id = '/(?<id>[^/]+)';
/** All that GeoReport v2 knows. Not part of `/api/v1` and its document: the specification says what goes in and out. */
const resources: readonly Resource[] = [
  // Some clients look for it below the endpoint that they were told.
  { path: '(?:/v2)?/discovery', get: discovery },
  { path: '/v2/services', get: listServices },
  { path: `/v2/services${id}`, get: oneService },
  { path: '/v2/requests', get: listRequests, post: submit },
  { path: `/v2/requests${id}`, get: oneRequest },
  { path: `/v2/tokens${id}`, get: requestOfToken },
];

/** Any page may read; sending needs a key, and no page of another origin is given the answer. */
const crossOrigin: RequestHandler = (req, res, next) => {
  if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) res.set('Access-Control-Allow-Origin', '*');
  if (req.method === 'OPTIONS') res.set('Access-Control-Allow-Methods', 'GET, HEAD').status(204).end();
  else next();
};

/** What the record calls it, taken or refused. */
const named: RequestHandler = (_req, res, next) => {
  res.locals['operation'] = 'submitOpen311';
  next();
};

function mount(router: Router, deps: Open311Deps, { path, get, post }: Resource): void {
  const address = new RegExp(`^${path}\\.(?:json|xml)$`);
  const answer =
    (answerer: Answerer): RequestHandler =>
    async (req, res) =>
      send(req, res, 200, await answerer(deps, req, languageOf(req)));
  router.get(address, answer(get));
  if (post !== undefined) router.post(address, named, ...formBody, answer(post));
  router.all(address, (req, res) => {
    res.set('Allow', post === undefined ? 'GET, HEAD' : 'GET, HEAD, POST');
    throw refuse(400, `这个地址不支持 ${req.method}`, `${req.method} is not possible here`);
  });
}

const answerErrors =
  ({ log, rights }: Open311Deps): ErrorRequestHandler =>
  async (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const { status, document, unexpected } = errorAnswer(error, languageOf(req));
    if (unexpected) log.error({ err: error, path: req.path }, 'an Open311 request failed');
    else
      await rights
        .refused(req, error)
        .catch((err: unknown) => log.error({ err }, 'a refusal could not be put on record'));
    await send(req, res, status, document);
  };

/** Open311 GeoReport v2, to be mounted at `/open311`. */
export function open311(deps: Open311Deps): Router {
  const router = Router();
  router.use(crossOrigin, (req, _res, next) => {
    if (!deps.rights.admit(req)) throw refuse(429, '请求过于频繁，请稍后再试', 'Too many requests; try again later');
    next();
  });
  for (const resource of resources) mount(router, deps, resource);
  router.use((req) => {
    throw refuse(404, `没有这个地址：${req.path}`, `There is nothing at ${req.path}`);
  });
  router.use(answerErrors(deps));
  return router;
}
