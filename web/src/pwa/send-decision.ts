import { NOT_COUNTED_TEXT, type NotCountedReason } from '../../../src/contracts/decision-text.js';
import type { DecideBody, Receipt } from '../../../src/contracts/decision.js';
import type { SessionView } from '../../../src/contracts/session.js';

export type SaidBody = DecideBody & { decisionId: string };

/** What became of a decision that was sent without a page around it. */
export type Outcome =
  | { kind: 'counted' }
  /** Committed; nobody has counted it yet. */
  | { kind: 'recorded' }
  | { kind: 'not_counted'; text: string }
  /** The service refused it and recorded nothing. */
  | { kind: 'refused'; text: string }
  | { kind: 'signed_out' }
  | { kind: 'somebody_else'; name: string }
  /** No answer came: it may have arrived, and may be sent again under the same id. */
  | { kind: 'no_answer' };

/**
 * Says a decision as whoever is signed in, if that is the person it is from. The service worker and the page send by the same words: the id
 * makes one decision of all repetitions.
 */
export async function sendDecision(personId: string, requestId: string, body: SaidBody): Promise<Outcome> {
  const session = await ask('/v1/session', {});
  if (session === null || session.status >= 500) return { kind: 'no_answer' };
  if (session.status !== 200) return { kind: 'signed_out' };
  const { person, csrf } = session.body as SessionView;
  if (person.id !== personId) return { kind: 'somebody_else', name: person.name };
  const answer = await ask(`/v1/requests/${requestId}/decisions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-countersign-csrf': csrf },
    body: JSON.stringify(body),
  });
  if (answer === null || answer.status >= 500 || answer.status === 429) return { kind: 'no_answer' };
  return answer.status < 300 ? outcomeOf(answer.body as Receipt) : refusalOf(answer.body as { code?: string; detail?: string });
}

export function outcomeOf({ counted, reason }: Pick<Receipt, 'counted' | 'reason'>): Outcome {
  if (counted === null) return { kind: 'recorded' };
  return counted ? { kind: 'counted' } : { kind: 'not_counted', text: whyNot(reason) };
}

function whyNot(reason: NotCountedReason | null): string {
  const text: string | undefined = reason === null ? undefined : NOT_COUNTED_TEXT[reason];
  // A newer service may know a reason that this version of the application does not.
  return text ?? 'Open the request to see why.';
}

function refusalOf({ code, detail }: { code?: string; detail?: string }): Outcome {
  if (code === 'missing_credentials' || code === 'invalid_credentials') return { kind: 'signed_out' };
  if (code === 'step_up_required')
    return { kind: 'refused', text: 'At this risk a recent sign-in is needed. Open the request, and decide there.' };
  return { kind: 'refused', text: detail ?? 'The service did not take it.' };
}

/** A network that swallows everything is none. */
const PATIENCE_MS = 20_000;

async function ask(path: string, init: RequestInit): Promise<{ status: number; body: unknown } | null> {
  try {
    const answer = await fetch(path, {
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...init,
      headers: { accept: 'application/json', ...init.headers },
    });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  } catch {
    return null;
  }
}
