import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the build puts the workflows, from here in dist/src/cli/up; null where nothing is built. */
export function bundlePath(): string | null {
  const path = fileURLToPath(new URL('../../../workflow-bundle.js', import.meta.url));
  return existsSync(path) ? path : null;
}
