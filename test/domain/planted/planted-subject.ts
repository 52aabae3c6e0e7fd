import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import * as assertNever from '../../../src/contracts/assert-never.js';
import * as plan from '../../../src/contracts/plan.js';
import * as risk from '../../../src/contracts/risk.js';
import * as status from '../../../src/contracts/status.js';
import type { Subject } from '../lives/life.js';

/** One line of the product, and what a mistake would make of it. */
export interface Bug {
  /** What goes wrong with it. */
  name: string;
  /** Below `src/`. */
  file: string;
  /** Found exactly once in that file. */
  find: string;
  replace: string;
}

const SOURCES = join(dirname(fileURLToPath(import.meta.url)), '../../../src');
const options = {
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
  configFile: false,
  swcrc: false,
} as const;

type Exports = Record<string, unknown>;
type Compiled = (require: (name: string) => Exports, exports: Exports, module: { exports: Exports }) => void;

/** Words and shapes are what they are: no bug is planted there. */
const CONTRACTS: Readonly<Record<string, Exports>> = {
  'assert-never.ts': assertNever,
  'plan.ts': plan,
  'risk.ts': risk,
  'status.ts': status,
};

const compiled = new Map<string, Compiled>();

function compile(source: string): Compiled {
  // The sources import nothing but each other; they run as they are, without a file on disk.
  return new Function('require', 'exports', 'module', transformSync(source, options).code) as Compiled;
}

function unchanged(file: string): Compiled {
  const known = compiled.get(file) ?? compile(readFileSync(file, 'utf8'));
  compiled.set(file, known);
  return known;
}

/** The source with the bug in it; throws where the line is not there any more, or not alone. */
export function patched({ name, file, find, replace }: Bug): string {
  const source = readFileSync(join(SOURCES, file), 'utf8');
  const found = source.split(find).length - 1;
  if (found !== 1)
    throw new Error(`"${name}" cannot be planted: its line is ${found} times in src/${file}. Plant the bug in the code as it is now.`);
  return source.replace(find, () => replace);
}

/** The reducer with a bug planted in it; with null, as it is. */
export function subjectWith(bug: Bug | null): Subject {
  const wrong = bug ? { file: join(SOURCES, bug.file), run: compile(patched(bug)) } : null;
  const loaded = new Map<string, Exports>();
  const load = (file: string): Exports => {
    const known = loaded.get(file) ?? (dirname(file) === join(SOURCES, 'contracts') ? CONTRACTS[basename(file)] : undefined);
    if (known) return known;
    const module = { exports: {} as Exports };
    loaded.set(file, module.exports);
    const run = wrong?.file === file ? wrong.run : unchanged(file);
    run((name) => load(join(dirname(file), name.replace(/\.js$/, '.ts'))), module.exports, module);
    return module.exports;
  };
  const from = (name: string) => load(join(SOURCES, 'domain', name));
  return { ...from('decide.ts'), ...from('wakeups.ts'), ...from('reachability.ts') } as unknown as Subject;
}
