import { parseXml, type Element } from './strict-xml.ts';

/** Everything as the specification's tables have it, as text; '' where there is nothing. */
export type Fields = Record<string, string>;
export type Format = 'json' | 'xml';
export interface Reply<T = Fields[]> {
  status: number;
  headers: Headers;
  /** Fields of each entry, in order; of an error `code` and `description`. */
  body: T;
  /** Name of XML's root; '' for JSON. */
  root: string;
}

const plain = (value: unknown): string => {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
const fieldsOfJson = (entry: object): Fields =>
  Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, plain(value)]));

function fieldsOfXml({ children }: Element): Fields {
  const fields = children.map(({ name, text }): [string, string] => [name, text]);
  if (new Set(fields.map(([name]) => name)).size !== fields.length) throw new Error('a field stands twice');
  return Object.fromEntries(fields);
}

/** A client of GeoReport v2 that knows the specification and nothing of this server. */
export class GeoReportClient {
  constructor(
    readonly endpoint: string,
    readonly format: Format,
    private readonly language?: string,
  ) {}

  private async ask(path: string, query: Fields = {}, init: RequestInit = {}): Promise<Reply> {
    const headers = new Headers(init.headers);
    if (this.language !== undefined) headers.set('accept-language', this.language);
    const search = new URLSearchParams(query).toString();
    const url = `${this.endpoint}${path}.${this.format}${search === '' ? '' : `?${search}`}`;
    const response = await fetch(url, { ...init, headers });
    return { status: response.status, headers: response.headers, ...this.read(await response.text(), response) };
  }

  private read(text: string, { headers }: Response): Pick<Reply, 'body' | 'root'> {
    const type = { json: 'application/json; charset=utf-8', xml: 'text/xml; charset=utf-8' }[this.format];
    if (headers.get('content-type') !== type) throw new Error(`sent as ${headers.get('content-type')}`);
    if (this.format === 'xml') {
      const { name, children } = parseXml(text);
      return { root: name, body: children.map(fieldsOfXml) };
    }
    const value = JSON.parse(text) as object | object[];
    return { root: '', body: (Array.isArray(value) ? (value as object[]) : [value]).map(fieldsOfJson) };
  }

  services = (query: Fields = {}) => this.ask('/services', query);
  requests = (query: Fields = {}) => this.ask('/requests', query);
  request = (id: string, query: Fields = {}) => this.ask(`/requests/${id}`, query);
  token = (id: string, query: Fields = {}) => this.ask(`/tokens/${id}`, query);
  /** A definition's root has no entries of one kind: told as text. */
  definition = async (code: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${this.endpoint}/services/${code}.${this.format}`);
    return { status: response.status, text: await response.text() };
  };
  submit = (fields: Fields, headers: Record<string, string> = {}) =>
    this.ask('/requests', {}, { method: 'POST', body: new URLSearchParams(fields), headers });
}
