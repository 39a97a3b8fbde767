import { z } from 'zod';
import { problemCatalogue, problemSchema, type ProblemCode } from '../contract/problem.ts';
import type { Route, RouteSpec } from './route.ts';

type Json = Record<string, unknown>;

/** JSON Schema (draft 2020-12, as OpenAPI 3.1 takes it) of a zod schema; named ones become references. */
function schemaOf(schema: z.ZodType, components: Json, io: 'input' | 'output'): Json {
  const { $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json & { $defs?: Json };
  for (const [name, value] of Object.entries($defs ?? {})) components[name] = relink(value);
  return relink(rest) as Json;
}

/** The object that a schema describes, where it is one by reference too. */
const resolved = (schema: Json, components: Json): Json =>
  typeof schema.$ref === 'string' ? (components[schema.$ref.split('/').at(-1)!] as Json) : schema;

/** Turns `#/$defs/X` into `#/components/schemas/X`, and drops the nested `$schema` and `id`. */
function relink(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relink);
  if (value === null || typeof value !== 'object') return value;
  const out: Json = {};
  for (const [key, v] of Object.entries(value)) {
    if (key === '$ref' && typeof v === 'string') out[key] = v.replace('#/$defs/', '#/components/schemas/');
    else if (key !== '$schema' && !(key === 'id' && typeof v === 'string')) out[key] = relink(v);
  }
  return out;
}

function parametersOf(spec: RouteSpec, components: Json): Json[] {
  const list: Json[] = [];
  for (const [where, schema] of [
    ['path', spec.params],
    ['query', spec.query],
  ] as const) {
    if (schema === undefined) continue;
    const { properties = {}, required = [] } = resolved(schemaOf(schema, components, 'input'), components) as {
      properties?: Json;
      required?: string[];
    };
    for (const [name, property] of Object.entries(properties))
      list.push({ name, in: where, required: where === 'path' || required.includes(name), schema: property });
  }
  for (const name of spec.headers ?? []) list.push({ name, in: 'header', required: false, schema: { type: 'string' } });
  return list;
}

function answersOf(spec: RouteSpec, components: Json): Json {
  const { status = 200, schema } = spec.answer;
  const content =
    typeof schema === 'string'
      ? { [schema]: {} }
      : { 'application/json': { schema: schemaOf(schema, components, 'output') } };
  const answers: Json = { [status]: { description: spec.summary, content } };
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of spec.problems) {
    const s = problemCatalogue[code].status;
    byStatus.set(s, [...(byStatus.get(s) ?? []), code]);
  }
  for (const [s, codes] of byStatus)
    answers[s] = {
      description: codes.map((c) => `\`${c}\`: ${problemCatalogue[c].en}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  return answers;
}

const asBytes = { schema: { type: 'string', format: 'binary' } };

/** What is sent: JSON, files, or either. */
function bodyOf({ body, files = [] }: RouteSpec, components: Json): Json | undefined {
  if (body === undefined && files.length === 0) return undefined;
  const json = body && { 'application/json': { schema: schemaOf(body, components, 'input') } };
  return {
    required: body === undefined || !body.safeParse(undefined).success,
    content: { ...json, ...Object.fromEntries(files.map((type) => [type, asBytes])) },
  };
}

/** The OpenAPI 3.1 document of these routes, made from the schemas that parse and type them. */
export function openApiOf(routes: Route[], version: string): Json {
  const components: Json = {};
  schemaOf(problemSchema, components, 'output');
  const paths: Record<string, Json> = {};
  for (const { spec } of routes) {
    const path = `/api/v1${spec.path.replace(/:(\w+)/g, '{$1}')}`;
    const body = bodyOf(spec, components);
    (paths[path] ??= {})[spec.method] = {
      operationId: spec.id,
      summary: spec.summary,
      parameters: parametersOf(spec, components),
      ...(body ? { requestBody: body } : {}),
      responses: answersOf(spec, components),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Shaotu 哨图', version, description: 'Errors are RFC 9457 problem details with a stable `code`.' },
    paths,
    components: { schemas: components },
  };
}
