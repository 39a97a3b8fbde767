import type { Plugin } from 'vite';

/**
 * Tells the browser at the first byte what it will need for the map: the list of cities and the map's module. Without
 * it both wait for the page's own script to run.
 */
export const preloadMap = (): Plugin => ({
  name: 'preload-map',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) => {
      const chunks = Object.values(bundle ?? {}).filter((file) => file.type === 'chunk');
      const map = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/scene/CityMap.vue'));
      if (map === undefined) return [];
      return [
        { tag: 'link', attrs: { rel: 'preload', as: 'fetch', crossorigin: 'anonymous', href: '/api/v1/cities' } },
        { tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${map.fileName}` } },
      ];
    },
  },
});
