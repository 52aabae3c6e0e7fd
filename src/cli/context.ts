import type { Command } from 'commander';
import pc from 'picocolors';
import type { Countersign } from '../../client/src/countersign.js';
import { connect, type GlobalOptions, type Role } from './connection.js';
import type { Io } from './io.js';
import { jsonText } from './render/json-text.js';

export type Colours = ReturnType<typeof pc.createColors>;

/** What a command works with, once its flags are known. */
export interface Context {
  io: Io;
  json: boolean;
  colours: Colours;
  /** Prompts are possible, and wanted: somebody is there and did not ask for JSON. */
  interactive: boolean;
  connect: (role: Role) => Countersign;
  /** A line for people; nothing with `--json`. */
  say: (text: string) => void;
  /** The result for programs; nothing without `--json`. */
  print: (value: unknown) => void;
}

export function contextOf(io: Io, command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  const json = options.json === true;
  return {
    io,
    json,
    colours: pc.createColors(io.colour && !json),
    interactive: io.interactive && !json,
    connect: (role) => connect(io, options, role),
    say: (text) => {
      if (!json) io.stdout.write(`${text}\n`);
    },
    print: (value) => {
      if (json) io.stdout.write(`${jsonText(value, 2)}\n`);
    },
  };
}
