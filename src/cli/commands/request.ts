import { Option, type Command } from 'commander';
import { parseDuration } from '../../contracts/duration.js';
import type { JsonObject } from '../../contracts/json.js';
import { RISKS } from '../../contracts/risk.js';
import { submitActionSchema, submitAgentSchema, type SubmitAction, type SubmitAgent } from '../../contracts/submit.js';
import type { Context } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { badInput } from '../failure.js';
import { parseJson, parseObject, readTextFile, textOf } from '../read-json.js';
import type { Register } from '../register.js';
import { waitAndSay } from '../wait.js';

interface Flags {
  type?: string;
  args?: string;
  title?: string;
  rationale?: string;
  confidence?: number;
  risk?: string;
  context?: string;
  agent?: string;
  input?: string;
  execute?: string;
  policy?: string;
  requester?: string;
  reviewer?: string[];
  need?: string;
  escalateAfter?: string;
  escalateTo?: string[];
  requireReview?: boolean;
  callbackUrl?: string;
  deadline?: string;
  idempotencyKey?: string;
  wait?: boolean;
  timeout?: string;
}

function flagsOf(command: Command): Command {
  return command
    .argument('[file]', 'the whole request as JSON; - is standard input')
    .option('-t, --type <type>', 'action type, such as payments.refund')
    .option('--args <json>', 'its arguments as a JSON object (or @file, or -)')
    .option('--title <text>', 'one line that says what will happen')
    .option('--rationale <text>', 'why (or @file, or -)')
    .option('--confidence <0..1>', 'how sure the agent is', Number)
    .addOption(new Option('--risk <risk>', 'at least this risk').choices(RISKS))
    .option('--context <json>', 'what helps a reviewer, as a JSON object (or @file)')
    .option('--agent <name>', 'let this agent propose the action')
    .option('--input <json>', "the agent's input (or @file, or -)")
    .addOption(new Option('--execute <who>', 'who runs it after approval').choices(['worker', 'caller']))
    .option('--policy <name>', 'this policy on top of the one that matches')
    .option('--requester <person>', 'the person it is for, who never approves it')
    .option('-r, --reviewer <who...>', 'further reviewers: group:finance, person:ada, or a bare name that one of them has')
    .option('--need <how-many>', 'how many of these reviewers: any, all, majority, onePerGroup, or a number')
    .option('--escalate-after <duration>', 'ask further people when they are silent for so long')
    .option('--escalate-to <who...>', 'whom; default: the default reviewers')
    .option('--require-review', 'review even where the policy would let it pass')
    .option('--callback-url <url>', 'called when it is resolved and when it ends')
    .option('--deadline <duration>', 'how long people have, such as 2h')
    .option('--idempotency-key <key>', 'the same key and request give the same request')
    .option('-w, --wait', 'wait until it is resolved; exit code 4 when it is not approved')
    .option('--timeout <duration>', 'with --wait: at most this long (exit code 1)');
}

export const registerRequest: Register = (program, define) => {
  const command = flagsOf(program.command('request'))
    .description('Open a request')
    .addHelpText(
      'after',
      `
Examples:
  countersign request --type payments.refund --args '{"orderId":"4711","amount":12500}' --title "Refund 4711" --wait
  countersign request --agent deploy-gate --input '{"branch":"production"}'
  countersign request --type security.isolate --reviewer security-team devops-lead --need majority --escalate-after 30m
  countersign request request.json
  echo '{"action":{"type":"mail.send","args":{}}}' | countersign request -`,
    );
  define(command, async (context, [file], flags: Flags) => {
    if (flags.timeout !== undefined && parseDuration(flags.timeout) === undefined)
      throw badInput('--timeout: give a duration such as 30s or 2h');
    const body = await bodyOf(context, file, flags);
    const client = context.connect('admin');
    const { signal } = context.io;
    const created = await client.requests.create(body, { idempotencyKey: flags.idempotencyKey, signal });
    if (flags.wait) {
      context.say(`${created.id} opened, waiting: ${created.links.page}`);
      return waitAndSay(context, client, created.id, flags.timeout === undefined ? undefined : parseDuration(flags.timeout));
    }
    context.print(created);
    context.say(`${created.id}  ${created.status}${created.digest === null ? '' : `  ${created.digest.slice(0, 19)}`}`);
    context.say(created.links.page);
    return EXIT.ok;
  });
};

async function bodyOf(context: Context, file: string | undefined, flags: Flags): Promise<SubmitAction | SubmitAgent> {
  const { io } = context;
  const base =
    file === undefined ? {} : parseObject(file, file === '-' ? await textOf(io, 'request', '-') : await readTextFile(io, 'request', file));
  const action = { ...(base['action'] as JsonObject | undefined), ...(await actionOf(context, flags)) };
  const body = withoutUndefined({
    ...base,
    ...(Object.keys(action).length > 0 ? { action } : {}),
    agent: flags.agent ?? base['agent'],
    input: flags.input === undefined ? base['input'] : parseJson('--input', await textOf(io, '--input', flags.input)),
    execute: flags.execute ?? base['execute'],
    policy: flags.policy ?? base['policy'],
    requester: flags.requester ?? base['requester'],
    reviewers: flags.reviewer ?? base['reviewers'],
    need: flags.need === undefined ? base['need'] : needOf(flags.need),
    escalate: escalateOf(flags) ?? base['escalate'],
    requireReview: flags.requireReview ?? base['requireReview'],
    callbackUrl: flags.callbackUrl ?? base['callbackUrl'],
    deadline: flags.deadline ?? base['deadline'],
  });
  const schema = 'agent' in body ? submitAgentSchema : submitActionSchema;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  if (!('agent' in body) && !('action' in body))
    throw badInput('say what is asked for: --type and --args, --agent, or a file', 'countersign request --help');
  const [issue] = parsed.error.issues;
  throw badInput(`${issue?.path.join('.') || 'the request'}: ${issue?.message ?? 'does not fit'}`);
}

function needOf(text: string): string | JsonObject {
  return /^\d+$/.test(text) ? { atLeast: Number(text) } : text;
}

function escalateOf({ escalateAfter: after, escalateTo: to }: Flags): JsonObject | undefined {
  if (after === undefined && to !== undefined) throw badInput('--escalate-to: say after how long, with --escalate-after');
  return after === undefined ? undefined : { after, ...(to === undefined ? {} : { to }) };
}

async function actionOf({ io }: Context, flags: Flags): Promise<JsonObject> {
  const { type, title, confidence, risk } = flags;
  return withoutUndefined({
    type,
    args: flags.args === undefined ? (type === undefined ? undefined : {}) : parseObject('--args', await textOf(io, '--args', flags.args)),
    title,
    rationale: flags.rationale === undefined ? undefined : await textOf(io, '--rationale', flags.rationale),
    confidence,
    risk,
    context: flags.context === undefined ? undefined : parseObject('--context', await textOf(io, '--context', flags.context)),
  }) as JsonObject;
}

function withoutUndefined(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
