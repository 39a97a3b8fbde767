import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.ts';
import { preloadMap } from './build/preload-map.ts';

const server = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [vue(), preloadMap(), precompress()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing is inlined: the policy `default-src 'self'` refuses fonts and scripts from data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server, '/live': { target: server, ws: true } },
  },
});
