import { Option } from 'commander';
import type { Finding } from '../../../client/src/verbs.js';
import { agree, notSent, report } from '../decide.js';
import { EXIT } from '../exit-codes.js';
import { badInput } from '../failure.js';
import { textOf } from '../read-json.js';
import type { Register } from '../register.js';
import { decisionIdOf, withBinding, type DecisionFlags } from './decisions.js';

interface Flags extends DecisionFlags {
  happened?: boolean;
  didNotHappen?: boolean;
  compensate?: boolean;
  outcome?: 'executed' | 'failed';
  evidence?: string;
  reason?: string;
}

/** Says what became of an effect that nobody reported. */
export const registerSettle: Register = (program, define) => {
  const command = withBinding(program.command('settle').argument('<id>', 'a request whose effect is unknown'))
    .description('Say what became of an effect that nobody reported, with evidence')
    .addOption(new Option('--happened', 'it happened: the request is executed').conflicts(['didNotHappen', 'compensate', 'outcome']))
    .addOption(
      new Option('--did-not-happen', 'it did not: the same again, for people to approve again').conflicts(['compensate', 'outcome']),
    )
    .addOption(new Option('--compensate', 'undo it: the action’s undo becomes a request of its own').conflicts('outcome'))
    .addOption(
      new Option('--outcome <what>', 'close it past the people asked, with the permission to override or an admin key').choices([
        'executed',
        'failed',
      ]),
    )
    .option('-m, --evidence <text>', 'how you know (@file, or -)')
    .addOption(new Option('--reason <text>', 'the same').hideHelp())
    .addHelpText(
      'after',
      `
Whoever was asked can settle it, never for a request of their own. In a terminal it is shown first; elsewhere say what you saw.
Examples:
  countersign settle req_… --happened --evidence "the bank shows the transfer" --digest 3f1c0a9be2d4
  countersign settle req_… --did-not-happen --evidence "no trace at the bank" --revision 1
  countersign settle req_… --compensate --evidence "it went to the wrong account" --revision 1
  countersign settle req_… --outcome failed --evidence "given up"`,
    );
  define(command, async (context, [id = ''], flags: Flags) => {
    const finding = findingOf(flags);
    const given = flags.evidence ?? flags.reason;
    if (given === undefined || (finding === null && flags.outcome === undefined))
      throw badInput('say what you found and how you know: --happened, --did-not-happen, --compensate or --outcome, with --evidence');
    const evidence = await textOf(context.io, '--evidence', given);
    const { signal } = context.io;
    if (finding === null) {
      const outcome = flags.outcome === 'failed' ? 'failed' : 'executed';
      const answer = await context.connect('person').requests.settle(id, { outcome, reason: evidence }, { signal });
      context.print(answer);
      context.say(`the request is ${answer.status}`);
      return EXIT.ok;
    }
    const client = context.connect('person');
    const view = await client.requests.get(id, { signal });
    const target = await agree(context, view, flags, `settle as "${finding.replaceAll('_', ' ')}":`);
    if (target === null) return notSent(context);
    const said = { verb: 'settle' as const, ...target, answer: finding, comment: evidence, ...decisionIdOf(flags) };
    return report(context, await client.requests.decide(id, said, { signal }));
  });
};

function findingOf({ happened, didNotHappen, compensate }: Flags): Finding | null {
  if (happened) return 'happened';
  if (didNotHappen) return 'did_not_happen';
  return compensate ? 'compensate' : null;
}
