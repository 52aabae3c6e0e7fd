import type { Countersign } from '../../client/src/countersign.js';
import { NOT_COUNTED_TEXT, type DecideBody, type Receipt } from '../contracts/decision.js';
import type { RequestView } from '../contracts/view.js';
import { bind, type Binding, type Target } from './bind.js';
import type { Context } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { badInput } from './failure.js';
import { card } from './render/card.js';

/**
 * What the person decides on: named by digest or revision, or, where somebody sits in front, shown in full and confirmed. Null: not confirmed.
 */
export async function agree(context: Context, view: RequestView, binding: Binding, what: string): Promise<Target | null> {
  if (binding.digest !== undefined || binding.revision !== undefined) return bind(view, binding);
  if (!context.interactive) {
    throw badInput(
      `say what you decide on: --digest (or its first 12 digits) or --revision`,
      `countersign show ${view.id} prints both; in a terminal the command shows the request and asks.`,
    );
  }
  context.say(card(view, { colours: context.colours, nowMs: context.io.nowMs() }));
  if (view.digest === null) throw badInput(`${view.id} is ${view.status}: there is nothing to decide yet`);
  const yes = await context.io.ask.confirm(`${what} revision ${view.revision}, ${view.digest.slice(0, 19)}…?`);
  return yes === true ? { revision: view.revision, digest: view.digest } : null;
}

export async function send(context: Context, client: Countersign, id: string, body: DecideBody): Promise<ExitCode> {
  return report(context, await client.requests.decide(id, body, { signal: context.io.signal }));
}

/** Says what became of the decision, and what that means for the exit code. */
export function report(context: Context, receipt: Receipt): ExitCode {
  const { colours } = context;
  context.print(receipt);
  if (receipt.counted === null) {
    context.say(`${colours.yellow('recorded')}, not yet counted: the service counts it as soon as a worker is up (${receipt.decisionId})`);
    return EXIT.ok;
  }
  if (receipt.counted) {
    context.say(`${colours.green('counted')}: the request is ${receipt.status}`);
    return EXIT.ok;
  }
  const why = receipt.reason === null ? 'no reason was given' : `${receipt.reason}: ${NOT_COUNTED_TEXT[receipt.reason]}`;
  context.say(`${colours.red('not counted')}, ${why} The request is ${receipt.status}.`);
  return EXIT.refused;
}

export function notSent(context: Context): ExitCode {
  context.say('nothing was sent');
  return EXIT.refused;
}
