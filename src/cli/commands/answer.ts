import { QUESTION_TYPE } from '../../contracts/action.js';
import { askAnswer } from '../ask-answer.js';
import { bind } from '../bind.js';
import { notSent, send } from '../decide.js';
import { badInput } from '../failure.js';
import { textOf } from '../read-json.js';
import type { Register } from '../register.js';
import { card } from '../render/card.js';
import { decisionIdOf, withBinding, type DecisionFlags } from './decisions.js';

export const registerAnswer: Register = (program, define) => {
  const command = withBinding(program.command('answer').argument('<id>', 'the question').argument('[answer]', 'its answer (@file, or -)'))
    .description('Answer a question that an agent asked')
    .addHelpText('after', '\nExamples:\n  countersign answer req_…\n  countersign answer req_… "the second one" --digest 3f1c0a9be2d4');
  define(command, async (context, [id = '', text], flags: DecisionFlags) => {
    const client = context.connect('person');
    const { io, colours } = context;
    const view = await client.requests.get(id, { signal: io.signal });
    const bound = flags.digest !== undefined || flags.revision !== undefined;
    if (!context.interactive && (!bound || text === undefined)) {
      throw badInput(
        'give the answer, and say to what: --digest (or its first 12 digits) or --revision',
        `countersign show ${id} prints both.`,
      );
    }
    const target = bound ? bind(view, flags) : { revision: view.revision, digest: view.digest };
    if (target.digest === null || view.type !== QUESTION_TYPE) throw badInput(`${id} is no question: approve, reject or edit it`);
    if (!bound) context.say(card(view, { colours, nowMs: io.nowMs() }));
    const answer = text === undefined ? await askAnswer(context, view) : await textOf(io, 'answer', text);
    if (answer === null) return notSent(context);
    if (!bound && text !== undefined && (await io.ask.confirm('Send this answer?')) !== true) return notSent(context);
    return send(context, client, id, { verb: 'answer', revision: target.revision, digest: target.digest, answer, ...decisionIdOf(flags) });
  });
};
