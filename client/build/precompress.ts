import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const text = /\.(js|css|svg|json|html)$/;
/** Smaller files fit into one packet as they are. */
const worthBytes = 1400;

/** Writes a `.gz` beside each text file, once for all requests: the server then packs nothing while a page waits for it. */
export const precompress = (): Plugin => ({
  name: 'precompress',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const source = file.type === 'chunk' ? file.code : file.source;
        if (!text.test(file.fileName) || source.length < worthBytes) continue;
        this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gzipSync(source, { level: 9 }) });
      }
    },
  },
});
