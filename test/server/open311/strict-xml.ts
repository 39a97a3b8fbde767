/** An element of a document that holds elements or text, never both. */
export interface Element {
  name: string;
  children: Element[];
  text: string;
}

const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(raw: string): string {
  if (raw.includes(']]>')) throw new Error('`]]>` in text');
  return raw.replace(/&([^;&]*)(;?)/g, (all, what: string, end: string) => {
    const number = /^#(?:(\d+)|x([0-9a-fA-F]+))$/.exec(what);
    const text = number
      ? String.fromCodePoint(number[1] === undefined ? parseInt(number[2]!, 16) : Number(number[1]))
      : named[what];
    if (end === '' || text === undefined || illegal.test(text)) throw new Error(`no reference: ${all}`);
    return text;
  });
}

/**
 * A reader of XML 1.0 written for the tests alone, after the recommendation, and strict: UTF-8 declared, no attributes, no
 * namespaces, no mixed content. Line ends are normalised as section 2.11 has it, before anything else. Throws where the
 * text is not well-formed.
 */
export function parseXml(source: string): Element {
  if (illegal.test(source)) throw new Error('holds a character that XML may not hold');
  const text = source.replace(/\r\n?/g, '\n');
  const declaration = /^<\?xml version="1\.0" encoding="utf-8"\?>\s*/i.exec(text);
  if (declaration === null) throw new Error('no declaration that says UTF-8');
  let at = declaration[0].length;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const element = (): Element => {
    const open = take(/<([A-Za-z_][\w.-]*)\s*(\/?)>/y);
    if (open === null) throw new Error(`no element at ${at}: ${text.slice(at, at + 40)}`);
    const [, name, empty] = open as unknown as [string, string, string];
    const children: Element[] = [];
    let raw = '';
    while (empty === '' && take(new RegExp(`</${name}\\s*>`, 'y')) === null) {
      if (text.startsWith('<', at)) children.push(element());
      else raw += take(/[^<]+/y)?.[0] ?? '';
      if (at >= text.length) throw new Error(`${name} does not end`);
    }
    if (children.length > 0 && raw.trim() !== '') throw new Error(`${name} holds both text and elements`);
    return { name, children, text: decoded(raw) };
  };
  const root = element();
  if (text.slice(at).trim() !== '') throw new Error('something follows the root');
  return root;
}
