import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCatalogue } from '../../../server/contract/problem.ts';
import { smallCity } from '../../support/cities.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

type Json = Record<string, unknown>;
interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  responses: Record<string, { content: Record<string, { schema?: Json }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
}

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  document = (await (await fetch(`${server.api}/openapi.json`)).json()) as Document;
});
afterAll(() => server.stop());

const operations = (): [string, string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, o]): [string, string, Operation] => [method, path, o]),
  );

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([k, v]) => (k === '$ref' ? [String(v)] : references(v)));
}

describe('the OpenAPI document', () => {
  it('is version 3.1, has one operation per route, each with its own id', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const ids = operations().map(([, , o]) => o.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(['listCities', 'callWhistle', 'changeStation', 'getCoverage', 'search']),
    );
  });

  it('refers only to schemas that it holds', () => {
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    const used = references(document);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((ref) => !known.includes(ref))).toEqual([]);
  });

  it('describes every schema by itself, none by its own name', () => {
    for (const [name, schema] of Object.entries(document.components.schemas))
      expect(schema.$ref, name).not.toBe(`#/components/schemas/${name}`);
    expect(document.components.schemas.WhistleCall).toMatchObject({
      type: 'object',
      required: ['position', 'departments'],
    });
  });

  it('names every query parameter with its type', () => {
    const of = (id: string) => operations().find(([, , o]) => o.operationId === id)![2].parameters;
    const named = (id: string) => of(id).flatMap((p) => (p.in === 'query' ? [p.name] : []));
    expect(named('getCoverage')).toEqual(['preset', 'minutes', 'speedKmh']);
    expect(named('listAreaCoverage')).toEqual(['preset', 'minutes', 'speedKmh', 'level', 'parent']);
    expect(of('getCoverage').find((p) => p.name === 'minutes')).toMatchObject({ schema: { type: 'number' } });
  });

  it('names every path parameter, and every problem by a code that has a page', async () => {
    for (const [, path, o] of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      expect(o.parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(inPath);
    }
    for (const code of Object.keys(problemCatalogue)) {
      const answer = await fetch(`${server.url}/problems/${code}`);
      expect(answer.status).toBe(200);
    }
  });
});

describe('health and headers', () => {
  it('keeps an idle connection longer than a proxy before it does', async () => {
    const { headers } = await fetch(`${server.url}/healthz`);
    expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
  });

  it('answers on /healthz and /readyz, and forbids anything from elsewhere', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await fetch(server.url + path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
  });
});
