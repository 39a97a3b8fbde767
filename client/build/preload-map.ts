import type { Plugin, Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;

/** The chunk and all that it imports. */
function withImports(chunk: Chunk, byName: ReadonlyMap<string, Chunk>, found = new Set<Chunk>()): Set<Chunk> {
  if (found.has(chunk)) return found;
  found.add(chunk);
  for (const name of chunk.imports) {
    const imported = byName.get(name);
    if (imported !== undefined) withImports(imported, byName, found);
  }
  return found;
}

/**
 * Tells the browser at the first byte what it will need for the map: who is signed in, the list of cities, and the map's module with its
 * imports and styles. Without it they all wait for the page's own script to run.
 */
export const preloadMap = (): Plugin => ({
  name: 'preload-map',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle, chunk: entry }) => {
      const chunks = Object.values(bundle ?? {}).filter((file): file is Chunk => file.type === 'chunk');
      const map = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/scene/CityMap.vue'));
      if (map === undefined || entry === undefined) return [];
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const known = withImports(entry, byName);
      const wanted = [...withImports(map, byName)].filter((chunk) => !known.has(chunk));
      const styles = wanted.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]);
      return [
        ...['/api/v1/session', '/api/v1/cities'].map((href) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'fetch', crossorigin: 'anonymous', href },
        })),
        ...wanted.map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
        })),
        ...styles.map((href) => ({ tag: 'link', attrs: { rel: 'stylesheet', crossorigin: true, href: `/${href}` } })),
      ];
    },
  },
});
