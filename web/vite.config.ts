import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { serviceWorker } from './service-worker-plugin.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The dashboard, for src/api/web to serve: no page of its own, because the server writes the document around it. */
export default defineConfig({
  root: here('.'),
  plugins: [serviceWorker()],
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    // Says the server which files an entry needs.
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: here('src/main.tsx') },
      // "use client" is for servers that render React; there is none here.
      onLog: (level, log, pass) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') pass(level, log);
      },
    },
  },
});
