import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { Trial } from '../../../client/src/administration.js';
import { policyTrialSchema, type PolicyTrialResult } from '../../contracts/policy-trial.js';
import type { Policy } from '../../contracts/policy.js';
import { RISKS } from '../../contracts/risk.js';
import { formatFinding } from '../../policies/finding.js';
import { readPolicyFolder } from '../../policies/load-folder.js';
import { parsePolicyDocument } from '../../policies/parse-policy.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { badInput } from '../failure.js';
import { parseMoment } from '../moment.js';
import { parseObject, readTextFile, textOf } from '../read-json.js';
import type { Define } from '../register.js';
import { trialText } from '../render/trial.js';

interface Flags {
  type?: string;
  args?: string;
  rationale?: string;
  confidence?: number;
  risk?: string;
  agent?: string;
  requester?: string;
  at?: string;
  with?: string[];
}

/** `policy try`: how an action would be reviewed. */
export function registerPolicyTry(policy: Command, define: Define): void {
  const command = policy
    .command('try')
    .argument('[file]', 'the request as JSON, as `countersign request` takes it; - is standard input')
    .description('How an action would be reviewed: by whom, whether they are there, what happens when. Opens nothing, asks nobody')
    .option('-t, --type <type>', 'action type, such as payments.refund')
    .option('--args <json>', 'its arguments as a JSON object (or @file, or -)')
    .option('--rationale <text>', 'why, for policies that want one')
    .option('--confidence <0..1>', 'how sure the agent is', Number)
    .addOption(new Option('--risk <risk>', 'at least this risk').choices(RISKS))
    .option('--agent <name>', 'the agent that would ask')
    .option('--requester <person>', 'the person it would be for, who never approves it')
    .option('--at <moment>', 'when it would be asked: 2026-12-24T20:00:00+01:00, 2026-12-24, or 3d from now; default now')
    .option(
      '--with <paths...>',
      'policies to try: files and folders. Each takes the place of the active one of its name, new ones come last',
    )
    .addHelpText(
      'after',
      `
Ends with 3 where the request would be refused: nobody could approve it, or something is missing that the policy wants.
Examples:
  countersign policy try --type payments.refund --args '{"amount":12500}'
  countersign policy try --type deploy.production --at 2026-12-24T20:00:00+01:00 --with policies/deploy.yaml
  countersign policy try request.json --json | jq .plan.stages`,
    );
  define(command, async (context, [file], flags: Flags) => {
    const trial = await trialOf(context, file, flags);
    const found = await context.connect('admin').policies.try(trial, { signal: context.io.signal });
    context.print(found);
    context.say(trialText(found, context.colours));
    return wouldOpen(found) ? EXIT.ok : EXIT.refused;
  });
}

function wouldOpen(found: PolicyTrialResult): boolean {
  return found.result === 'planned' && found.stillMissing === null;
}

async function trialOf(context: Context, file: string | undefined, flags: Flags): Promise<Trial> {
  const { io } = context;
  const base =
    file === undefined ? {} : parseObject(file, file === '-' ? await textOf(io, file, '-') : await readTextFile(io, 'policy try', file));
  const { type, rationale, confidence, risk } = flags;
  const args =
    flags.args === undefined ? (type === undefined ? undefined : {}) : parseObject('--args', await textOf(io, '--args', flags.args));
  const given = Object.fromEntries(Object.entries({ type, args, rationale, confidence, risk }).filter(([, value]) => value !== undefined));
  const action = { ...(base['action'] as object | undefined), ...given };
  if (Object.keys(action).length === 0)
    throw badInput('say what is to be tried: --type and --args, or a file', 'countersign policy try --help');
  const at = flags.at === undefined ? undefined : parseMoment('--at', flags.at, io.nowMs());
  // Who runs it, and who is told, changes nothing about the review.
  const { action: _action, execute: _execute, callbackUrl: _callback, ...rest } = base;
  const about = {
    ...rest,
    action,
    ...(flags.agent === undefined ? {} : { agent: flags.agent }),
    ...(flags.requester === undefined ? {} : { requester: flags.requester }),
    ...(at === undefined ? {} : { at }),
  };
  const parsed = policyTrialSchema.safeParse(about);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badInput(`${issue?.path.join('.') || 'what is to be tried'}: ${issue?.message ?? 'does not fit'}`);
  }
  const { policies: _none, ...checked } = parsed.data;
  return flags.with === undefined ? checked : { ...checked, policies: await drafts(context, flags.with) };
}

/** Checked here already, because the files have lines. */
async function drafts(context: Context, paths: readonly string[]): Promise<Policy[]> {
  const files: { file: string; text: string }[] = [];
  for (const path of paths) {
    const folder = (await stat(resolve(context.io.cwd, path)).catch(() => null))?.isDirectory() === true;
    if (!folder) {
      files.push({ file: path, text: await readTextFile(context.io, '--with', path) });
      continue;
    }
    const read = await readPolicyFolder(resolve(context.io.cwd, path));
    if (!read.ok) throw badInput(`--with: ${read.findings.map(formatFinding).join('\n')}`);
    files.push(...read.files);
  }
  return files.map(({ file, text }) => {
    const parsed = parsePolicyDocument(text, file);
    if (!parsed.ok) throw badInput(`--with: ${parsed.findings.map(formatFinding).join('\n')}`);
    return parsed.policy;
  });
}
