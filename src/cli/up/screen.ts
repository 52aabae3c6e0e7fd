import { relative } from 'node:path';
import type { Colours } from '../context.js';
import type { FirstStart } from '../../first-start.js';

export interface Screen {
  readonly url: string;
  readonly temporalUi: string | null;
  readonly firstStart: FirstStart | null;
  /** Page of the request that waits, if one does. */
  readonly pageUrl: string | null;
  readonly dataDir: string;
  readonly tookMs: number;
  /** What the kill switch holds, in words. */
  readonly paused: readonly string[];
}

/** What the start has to say: where everything is, and once the keys. */
export function startScreen(screen: Screen, colours: Colours): string {
  const { url, temporalUi, firstStart, pageUrl } = screen;
  const folder = relative(process.cwd(), screen.dataDir) || '.';
  const rows: [string, string][] = [
    ['API', `${url}    (documentation: ${url}/docs)`],
    ...(pageUrl === null ? [] : [['Request page', pageUrl] as [string, string]]),
    ...(temporalUi === null ? [] : [['Temporal UI', temporalUi] as [string, string]]),
    ...(firstStart === null
      ? []
      : ([
          ['Admin key', `${colours.bold(firstStart.adminKey)}    (shown this once; ${folder}/cli.json has it for the countersign command)`],
          ['Sign in', `${firstStart.signInUrl}    (as "${firstStart.personId}", once)`],
        ] as [string, string][])),
    ['Logs', `${folder}/*.log`],
    ...screen.paused.map((each): [string, string] => ['Paused', colours.yellow(each)]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${colours.dim(name.padEnd(width))}  ${value}`);
  const took = `${(screen.tookMs / 1000).toFixed(1)} s`;
  return [
    '',
    `  ${colours.green('Countersign is ready')} ${colours.dim(`(${took})`)}`,
    '',
    ...lines,
    '',
    colours.dim('  Ctrl-C stops everything; the next start goes on where this one stopped.'),
    '',
  ].join('\n');
}
