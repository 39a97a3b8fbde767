import { expect, test } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../../client/api/http.ts';
import { createLoad } from '../../../client/api/load.ts';
import { ApiError, sentenceOf } from '../../../client/api/problem.ts';

const schema = z.object({ n: z.number() });
/** A network that answers once and keeps what it was asked. */
function network(answer: () => Response) {
  const asked: { path: string; init: RequestInit }[] = [];
  const fetcher = (path: unknown, init?: RequestInit): Promise<Response> => {
    asked.push({ path: String(path), init: init ?? {} });
    return new Promise((give) => give(answer()));
  };
  return { asked, http: createHttp(fetcher, { language: () => 'zh-CN' }) };
}
const failure = async (work: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await work.then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

test('an answer is parsed with its schema', async () => {
  const { asked, http } = network(() => Response.json({ n: 1 }));
  await expect(http.json('/cities', schema)).resolves.toEqual({ n: 1 });
  expect(asked[0]?.path).toBe('/api/v1/cities');
});

test('a problem keeps its code and becomes a sentence in either language', async () => {
  const problem = { type: '/problems/version-stale', title: 'x', status: 412, code: 'version-stale' };
  const { http } = network(() => Response.json(problem, { status: 412 }));
  const error = await failure(http.json('/x', schema));
  expect(error.code).toBe('version-stale');
  expect(sentenceOf(error, 'zh-CN')).toContain('已被他人更新');
  expect(sentenceOf(error, 'en')).toContain('Somebody else changed');
});

test('what is sent asks for sentences in the language of the page', async () => {
  const { asked, http } = network(() => Response.json({ n: 1 }));
  await http.send({ method: 'POST', path: '/x', body: {} }, schema);
  expect(new Headers(asked[0]?.init.headers).get('accept-language')).toBe('zh-CN');
});

test('a refused field says which rule it broke', async () => {
  const problem = {
    type: '/problems/input-invalid',
    title: 'x',
    status: 422,
    code: 'input-invalid',
    errors: [{ pointer: '/title', message: '标题太长' }],
  };
  const { http } = network(() => Response.json(problem, { status: 422 }));
  expect(sentenceOf(await failure(http.json('/x', schema)), 'zh-CN')).toContain('标题太长');
});

test('no answer, an answer that is no JSON, and one of another shape are told apart from data', async () => {
  const dead = network(() => {
    throw new TypeError('fetch failed');
  });
  expect((await failure(dead.http.json('/x', schema))).code).toBe('unreachable');
  expect((await failure(network(() => new Response('<html>')).http.json('/x', schema))).code).toBe('unreadable');
  expect((await failure(network(() => Response.json({ m: 1 })).http.json('/x', schema))).code).toBe('unreadable');
  expect((await failure(network(() => new Response('', { status: 502 })).http.json('/x', schema))).code).toBe(
    'unreadable',
  );
});

test('a change carries its key and the version that was seen', async () => {
  const { asked, http } = network(() => Response.json({ n: 2 }));
  await http.send({ method: 'PATCH', path: '/stations/1', body: { open: false } }, schema, {
    idempotencyKey: 'k-1',
    ifMatch: 7,
  });
  const headers = new Headers(asked[0]?.init.headers);
  expect(headers.get('if-match')).toBe('"7"');
  expect(headers.get('idempotency-key')).toBe('k-1');
  expect(asked[0]?.init.body).toBe('{"open":false}');
});

test('a failed reading keeps the old data and says why; a late answer to an old question is dropped', async () => {
  const load = createLoad<string>();
  await load.run(() => Promise.resolve('first'));
  await load.run(() => Promise.reject(new ApiError('unreachable')));
  expect([load.data.value, load.status.value]).toEqual(['first', 'failed']);
  let answerSlow: (text: string) => void = () => undefined;
  const slow = load.run(() => new Promise<string>((give) => (answerSlow = give)));
  const quick = load.run(() => Promise.resolve('second'));
  answerSlow('too late');
  await Promise.all([slow, quick]);
  expect([load.data.value, load.status.value]).toEqual(['second', 'ready']);
});
