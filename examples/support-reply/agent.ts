import { generateText, Output, type LanguageModel } from 'ai';
import type { Proposal, ProposeInput, ReviseInput } from '../../src/contracts/agent.js';
import { visibleLine } from '../../src/contracts/visible-text.js';
import { draftPrompt, SYSTEM } from './prompt.js';
import { replyArgsSchema } from './reply-action.js';
import { draftSchema, MAX_REPLY, moneyWords, supportInputSchema, type Draft, type Ticket } from './ticket.js';

export interface SupportModel {
  model: LanguageModel;
  /** Shown with the request, so that a reviewer knows who wrote. */
  name: string;
}

// A local model on a processor takes a minute for a long reply; the activity's own limit stands above this.
const MODEL_TIMEOUT_MS = 90_000;

export async function propose(model: SupportModel, call: ProposeInput, signal: AbortSignal): Promise<Proposal> {
  const ticket = ticketOf(call.input);
  if (typeof ticket === 'string') return { giveUp: ticket };
  return toAction(model, ticket, await draft(model, draftPrompt(ticket), signal));
}

export async function revise(model: SupportModel, call: ReviseInput, signal: AbortSignal): Promise<Proposal> {
  const ticket = ticketOf(call.input);
  if (typeof ticket === 'string') return { giveUp: ticket };
  // What people saw last: perhaps a text that one of them edited.
  const previous = replyArgsSchema.parse(call.action.args).body;
  return toAction(model, ticket, await draft(model, draftPrompt(ticket, { previous, feedback: call.feedback }), signal));
}

function ticketOf(input: unknown): Ticket | string {
  const parsed = supportInputSchema.safeParse(input);
  if (parsed.success) return parsed.data.ticket;
  const [issue] = parsed.error.issues;
  return `The input cannot be used: ${issue?.path.join('.') || 'input'}: ${issue?.message}`;
}

async function draft({ model }: SupportModel, prompt: string, signal: AbortSignal): Promise<Draft> {
  const { output } = await generateText({
    model,
    system: SYSTEM,
    prompt,
    output: Output.object({ schema: draftSchema, name: 'support_reply' }),
    temperature: 0,
    // Retries belong to the activity, which is durable and whose attempts operators see.
    maxRetries: 0,
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(MODEL_TIMEOUT_MS)]),
  });
  const reply = output.reply.trim();
  if (reply === '' || reply.length > MAX_REPLY)
    throw new Error(`the model wrote ${reply.length} characters; 1 to ${MAX_REPLY} are a reply`);
  return { ...output, reply };
}

/** The model writes the text, its confidence and its topic; whom it goes to and what it answers comes from the ticket. */
function toAction({ name }: SupportModel, ticket: Ticket, { reply, confidence, topic }: Draft): Proposal {
  const subject = visibleLine(ticket.subject);
  const money = moneyWords(ticket);
  const reasons = [
    `Topic: ${topic}. Confidence as the model assesses itself: ${confidence}.`,
    // Here, not in the context: policies look for sensitive words in title, rationale and arguments.
    ...(money.length > 0 ? [`The ticket speaks of: ${money.join(', ')}.`] : []),
  ];
  return {
    type: 'support.reply',
    args: { ticketId: ticket.id, to: ticket.from, subject: `Re: ${subject}`.slice(0, 300).toWellFormed(), body: reply },
    title: `Reply to ticket ${ticket.id} (${topic}): ${subject}`.slice(0, 300).toWellFormed(),
    rationale: reasons.join('\n'),
    confidence,
    risk: 'low',
    context: {
      ticket: { from: ticket.from, subject: ticket.subject, body: ticket.body.slice(0, 4000).toWellFormed() },
      topic,
      model: name,
    },
  };
}
