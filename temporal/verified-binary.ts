import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Lower-case hex SHA-256 of a file. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Puts a fetched binary in its place if it has the expected SHA-256; the place never holds half a file, or a wrong one. */
export async function installVerified(fetched: string, place: string, expectedSha256: string): Promise<void> {
  const actual = await sha256Of(fetched);
  if (actual !== expectedSha256) throw new Error(`its SHA-256 is ${actual}, expected ${expectedSha256}`);
  await mkdir(dirname(place), { recursive: true });
  const draft = `${place}.${process.pid}`;
  try {
    // Copied, because the temporary folder may be on another file system, where a rename fails.
    await copyFile(fetched, draft);
    await chmod(draft, 0o755);
    await rename(draft, place);
  } finally {
    await rm(draft, { force: true });
  }
}
