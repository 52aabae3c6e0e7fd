import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What the dashboard's build left for its server; paths as a browser asks for them. */
export interface WebFiles {
  dir: string;
  script: string;
  styles: readonly string[];
}

const ENTRY = 'src/main.tsx';
const manifestSchema = z.record(z.string(), z.object({ file: z.string(), css: z.array(z.string()).default([]) }));

/** Null where the dashboard was not built into this folder. */
export function findWebFiles(dir: string): WebFiles | null {
  let text: string;
  try {
    text = readFileSync(join(dir, 'manifest.json'), 'utf8');
  } catch {
    return null;
  }
  const entry = manifestSchema.parse(JSON.parse(text))[ENTRY];
  if (!entry) throw new Error(`the manifest of the dashboard in ${dir} does not name ${ENTRY}: build it again`);
  return { dir, script: `/${entry.file}`, styles: entry.css.map((path) => `/${path}`) };
}
