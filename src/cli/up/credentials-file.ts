import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** `cli.json` of the data folder: where `countersign` finds the service and acts as the person "you". Readable by its owner only. */
const credentialsSchema = z.object({ url: z.string(), personKey: z.string(), adminKey: z.string().optional() });
export type Credentials = z.infer<typeof credentialsSchema>;

export function readCredentials(dataDir: string): Credentials | null {
  try {
    return credentialsSchema.parse(JSON.parse(readFileSync(join(dataDir, 'cli.json'), 'utf8')));
  } catch {
    return null;
  }
}

export function writeCredentials(dataDir: string, credentials: Credentials): void {
  const path = join(dataDir, 'cli.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
