/**
 * Whether an address may be spoken to: http or https, no name or password in it, and its host in the list. An entry is a
 * host, `*.domain` for what lies below a domain, or `*`; with a port it means that one only. Redirects are never followed,
 * so that nobody is led past the list.
 */
export function isAllowed(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return false;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return hosts.some((entry) => matches(entry, url.hostname, port));
}

function matches(entry: string, host: string, port: string): boolean {
  const [, name = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  if (name === '*') return true;
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}

/** An address as it may be shown: a robot's key stands after the question mark. */
export function shownAddress(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
}
