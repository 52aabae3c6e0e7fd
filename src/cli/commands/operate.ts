import { Option } from 'commander';
import { firstBrokenEntry } from '../../ledger/audit.js';
import { agree, notSent, report } from '../decide.js';
import { EXIT } from '../exit-codes.js';
import { badInput, CliError } from '../failure.js';
import { textOf } from '../read-json.js';
import type { Register } from '../register.js';
import { pretty } from '../render/args-diff.js';
import { jsonText } from '../render/json-text.js';
import { quoted, time } from '../render/text.js';
import { decisionIdOf, withBinding, type DecisionFlags } from './decisions.js';

/** cancel, override, audit. */
export const registerOperate: Register = (program, define) => {
  const cancel = program
    .command('cancel')
    .argument('<id>', 'the request')
    .description('Withdraw a request whose effect has not begun')
    .option('-m, --reason <text>', 'why (@file, or -)')
    .addHelpText('after', '\nExample:\n  countersign cancel req_… --reason "ordered twice"');
  define(cancel, async (context, [id = ''], flags: { reason?: string }) => {
    const reason = flags.reason === undefined ? undefined : await textOf(context.io, '--reason', flags.reason);
    const answer = await context.connect('admin').requests.cancel(id, { reason, signal: context.io.signal });
    context.print(answer);
    context.say(`the request is ${answer.status}`);
    return EXIT.ok;
  });

  const override = withBinding(program.command('override').argument('<id>', 'the request'))
    .description('Break glass: resolve a request without the people asked. Needs the permission; always on record, and told to all of them')
    .addOption(new Option('--resolution <what>', 'what it becomes').choices(['approved', 'rejected']).makeOptionMandatory())
    .requiredOption('-m, --reason <text>', 'why (@file, or -)')
    .addHelpText(
      'after',
      `
Where the policy wants two people, the first is recorded and waits: a second person with the permission runs the same command, within
the time of the request. Rejecting takes one. Those who were asked are asked afterwards whether it was right.
Example:
  countersign override req_… --resolution approved --reason "incident 17, on-call" --digest 3f1c0a9be2d4`,
    );
  define(override, async (context, [id = ''], flags: DecisionFlags & { resolution: 'approved' | 'rejected'; reason: string }) => {
    const client = context.connect('person');
    const view = await client.requests.get(id, { signal: context.io.signal });
    const target = await agree(context, view, flags, `override as ${flags.resolution}:`);
    if (target === null) return notSent(context);
    // The call names no revision: the digest is of exactly one.
    const reason = await textOf(context.io, '--reason', flags.reason);
    const body = { resolution: flags.resolution, digest: target.digest, reason, ...decisionIdOf(flags) };
    const receipt = await client.requests.override(id, body, { signal: context.io.signal });
    const code = report(context, receipt);
    if (receipt.counted && flags.resolution === 'approved' && (receipt.status === 'pending' || receipt.status === 'revising'))
      context.say(
        `This policy wants two people: a second one with the permission now says the same.\n  countersign override ${id} --resolution approved --digest ${target.digest.slice(7, 19)} --reason …`,
      );
    return code;
  });

  const audit = program
    .command('audit')
    .argument('<id>', 'the request')
    .description('The hash-chained record of a request; checks the chain')
    .option('--jsonl', 'one entry per line, as the service exports it')
    .addHelpText('after', '\nExamples:\n  countersign audit req_…\n  countersign audit req_… --jsonl > evidence.jsonl');
  define(audit, async (context, [id = ''], flags: { jsonl?: boolean }) => {
    if (flags.jsonl && context.json) throw badInput('give --json or --jsonl, not both');
    const entries = await context.connect('admin').requests.audit(id, { signal: context.io.signal });
    const broken = firstBrokenEntry(entries);
    if (flags.jsonl) context.io.stdout.write(entries.map((entry) => `${jsonText(entry)}\n`).join(''));
    else context.print({ requestId: id, entries, chain: broken === null ? 'holds' : { brokenAt: broken } });
    if (!flags.jsonl) {
      const { colours } = context;
      for (const { at, seq, kind, body } of entries) {
        context.say(`${colours.dim(time(at))}  ${String(seq).padStart(3)}  ${colours.bold(kind)}\n${quoted(pretty(body), colours)}`);
      }
      context.say(
        broken === null ? colours.green(`the chain of ${entries.length} entries holds`) : colours.red(`broken at entry ${broken}`),
      );
    }
    if (broken !== null) throw new CliError(EXIT.failure, 'chain_broken', `the chain of ${id} is broken at entry ${broken}`);
    return EXIT.ok;
  });
};
