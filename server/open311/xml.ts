/** What an answer is made of. The same value is written as JSON and as XML. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** An answer; `root` names the element that XML puts around it. JSON has no such name (the Spark convention). */
export interface Document {
  root: string;
  value: Value;
}

/** What the entries of each list are called in XML. */
const entryNames: Record<string, string> = {
  services: 'service',
  service_requests: 'request',
  attributes: 'attribute',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
};

/** Characters that no XML 1.0 document may hold, not even escaped (section 2.2); halves of a UTF-16 pair are among them. */
const noXmlCharacter = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A parser reads a bare carriage return as a line feed, and `]]>` may not stand in text: hence the last two. */
const references: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Text between two tags. What XML cannot hold becomes U+FFFD. */
export const xmlText = (text: string): string =>
  text.replace(noXmlCharacter, '\ufffd').replace(/[&<>\r]/g, (c) => references[c]!);

function contentOf(name: string, value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'object') return xmlText(String(value));
  const parts: [string, Value][] = Array.isArray(value)
    ? value.map((entry: Value) => [entryNames[name] ?? 'entry', entry])
    : Object.entries(value);
  return parts.map(([child, part]) => element(child, part)).join('');
}

function element(name: string, value: Value): string {
  const content = contentOf(name, value);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

/** The document as XML 1.0 in UTF-8. Names of fields are ours and stand as they are; texts are escaped. */
export const xmlOf = ({ root, value }: Document): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${element(root, value)}\n`;
