import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What draws the dashboard's first view in the service: one file with all it needs, because the service is installed without React. */
export default defineConfig({
  root: here('.'),
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: here('src/server.tsx'),
    outDir: here('../dist/web-server'),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      // "use client" is for servers that render React in parts; this one draws all at once.
      onLog: (level, log, pass) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') pass(level, log);
      },
    },
  },
});
