import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Boot } from '../../contracts/boot.js';

/** What the dashboard's build left for its server; paths as a browser asks for them. */
export interface WebFiles {
  dir: string;
  script: string;
  styles: readonly string[];
  /** What the script imports: asked for beside it, not after it. */
  imports: readonly string[];
  /** The first view as markup, whose every text is escaped (web/src/server.tsx). */
  draw: (boot: Boot) => string;
}

const ENTRY = 'src/main.tsx';
const names = z.array(z.string()).default([]);
const manifestSchema = z.record(z.string(), z.object({ file: z.string(), css: names, imports: names }));

/** Null where the dashboard was not built into this folder and `<folder>-server`. */
export async function findWebFiles(dir: string): Promise<WebFiles | null> {
  let text: string;
  try {
    text = readFileSync(join(dir, 'manifest.json'), 'utf8');
  } catch {
    return null;
  }
  const manifest = manifestSchema.parse(JSON.parse(text));
  const entry = manifest[ENTRY];
  if (!entry) throw new Error(`the manifest of the dashboard in ${dir} does not name ${ENTRY}: build it again`);
  const imports = entry.imports.flatMap((name) => manifest[name]?.file ?? []).map((path) => `/${path}`);
  const { draw } = (await import(pathToFileURL(join(`${dir}-server`, 'server.js')).href)) as Pick<WebFiles, 'draw'>;
  return { dir, draw, script: `/${entry.file}`, styles: entry.css.map((path) => `/${path}`), imports };
}
