import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The editor of policies is for a desk; it is fetched when somebody opens it, and not by every phone. */
const NOT_KEPT = /codemirror/;
/** Beside what the build names by its content: what the shell and notifications show. */
const ALWAYS = ['/manifest.webmanifest', '/icons/icon.svg', '/icons/icon-192.png', '/icons/badge.png'];

/**
 * Builds the service worker after the application, as one classic script (not every browser takes a module there) that knows the files of this
 * version. It is served as /sw.js, and changes with any of them.
 */
export function serviceWorker(): Plugin {
  return {
    name: 'countersign-service-worker',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      const files = Object.values(bundle).filter(isKept);
      const paths = [...files.map(({ fileName }) => `/${fileName}`), ...ALWAYS].sort();
      // Names of the files under public/ do not change with what is in them; those are few, and this version's number is enough for them.
      const build_ = createHash('sha256').update(paths.join('\n')).digest('hex').slice(0, 12);
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        root: here('.'),
        define: { __PRECACHE__: JSON.stringify(paths), __BUILD__: JSON.stringify(build_) },
        build: {
          ...(dir === undefined ? {} : { outDir: dir }),
          emptyOutDir: false,
          target: 'es2022',
          rolldownOptions: {
            input: here('src/pwa/sw.ts'),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      });
    },
  };
}

function isKept(file: Rolldown.OutputAsset | Rolldown.OutputChunk): boolean {
  if (!file.fileName.startsWith('assets/')) return false;
  return file.type === 'asset' || !file.moduleIds.some((id) => NOT_KEPT.test(id));
}
