import type { RequestView } from '../../contracts/view.js';
import { notSent } from '../decide.js';
import { EXIT } from '../exit-codes.js';
import { badInput, CliError } from '../failure.js';
import { textOf } from '../read-json.js';
import type { Register } from '../register.js';
import { quoted } from '../render/text.js';

/** Whoever asked for the action answers what a reviewer wants to know about it. */
export const registerAnswerQuestion: Register = (program, define) => {
  const command = program
    .command('answer-question')
    .argument('<id>', 'the request that a reviewer asked about')
    .argument('[answer]', 'the answer (@file, or -); in a terminal it is asked for')
    .description('Answer a reviewer’s question about a request of yours; the request stays open, its clock goes on')
    .option('--question <decision>', 'which question; needed where several are open')
    .addHelpText(
      'after',
      '\nExamples:\n  countersign answer-question req_… "Only staging."\n  countersign answer-question req_… --question dec_… "Only staging."',
    );
  define(command, async (context, [id = '', text], flags: { question?: string }) => {
    if (text === undefined && !context.interactive) throw badInput('give the answer');
    const client = context.connect('admin');
    const { io } = context;
    const view = await client.requests.get(id, { signal: io.signal });
    const decisionId = flags.question ?? onlyQuestion(view);
    const question = view.decisions.find((each) => each.decisionId === decisionId)?.comment;
    if (text === undefined && question) context.say(quoted(question, context.colours));
    const answer = text === undefined ? await io.ask.text('Your answer', { required: true }) : await textOf(io, 'answer', text);
    if (answer === null) return notSent(context);
    const sent = await client.requests.answerQuestion(id, { decisionId, answer }, { signal: io.signal });
    context.print(sent);
    context.say(`answered; the reviewers see it (${sent.decisionId})`);
    return EXIT.ok;
  });
};

function onlyQuestion({ id, awaiting }: RequestView): string {
  const [only, ...others] = awaiting?.questions ?? [];
  if (only === undefined) throw new CliError(EXIT.refused, 'no_question', `${id} has no open question`);
  if (others.length > 0) throw badInput(`${id} has ${others.length + 1} open questions: --question says which`, `countersign show ${id}`);
  return only;
}
