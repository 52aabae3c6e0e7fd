import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { DecideBody, Receipt } from '../../../src/contracts/decision.js';
import type { ReviewView } from '../../../src/contracts/review.js';
import { api, ApiProblem } from '../api/http.js';
import { decide } from '../pwa/decide.js';
import { newDecisionId } from '../pwa/new-decision-id.js';

/** What became of what was said last. */
export type Outcome =
  | { kind: 'receipt'; verb: string; receipt: Receipt }
  | { kind: 'kept' }
  | { kind: 'done'; text: string }
  | { kind: 'problem'; problem: ApiProblem; again: () => Promise<boolean> };

type Said = Pick<DecideBody, 'verb'> & Partial<DecideBody>;
/** What the person saw when they said it. */
export type Shown = Pick<ReviewView['view'], 'id' | 'revision' | 'digest'>;

export interface Say {
  busy: boolean;
  outcome: Outcome | null;
  clear: () => void;
  /** True where it was sent, or is kept to be sent; the form can close. */
  decide: (shown: Shown, said: Said) => Promise<boolean>;
  override: (shown: Shown, body: { resolution: string; reason: string }) => Promise<boolean>;
  withdraw: (shown: Shown, reason: string) => Promise<boolean>;
  reply: (shown: Shown, decisionId: string, answer: string) => Promise<boolean>;
}

/** Says what somebody decided about the request that they saw, once: whatever is sent again after a failure carries the same id. */
export function useSay(title: string): Say {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const sending = useRef(false);

  async function run(id: string, send: () => Promise<Outcome>): Promise<boolean> {
    // A second click on a slow line is the same decision.
    if (sending.current) return false;
    sending.current = true;
    setBusy(true);
    try {
      setOutcome(await send());
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setOutcome({ kind: 'problem', problem: error, again: () => run(id, send) });
      return false;
    } finally {
      sending.current = false;
      setBusy(false);
      // Also after a refusal: it may have been overtaken, and the page shows how it stands.
      for (const queryKey of [['review', id], ['requests'], ['counts']]) void client.invalidateQueries({ queryKey });
    }
  }

  return {
    busy,
    outcome,
    clear: () => setOutcome(null),
    decide({ id, revision, digest }, said) {
      const body: DecideBody = { ...said, revision, digest: digest ?? '', decisionId: newDecisionId() };
      return run(id, async () => {
        const decided = await decide(id, body, { title });
        return decided.kind === 'kept' ? decided : { kind: 'receipt', verb: said.verb, receipt: decided.receipt };
      });
    },
    override({ id, digest }, { resolution, reason }) {
      const body = { resolution, reason, digest: digest ?? '', decisionId: newDecisionId() };
      return run(id, async () => ({
        kind: 'receipt',
        verb: 'override',
        receipt: await api.post<Receipt>(`/v1/requests/${id}/override`, body),
      }));
    },
    withdraw: ({ id }, reason) =>
      run(id, async () => {
        await api.post(`/v1/requests/${id}/cancel`, reason === '' ? {} : { reason });
        return { kind: 'done', text: 'Withdrawn. It does not run.' };
      }),
    reply: ({ id }, decisionId, answer) =>
      run(id, async () => {
        await api.post(`/v1/requests/${id}/answers`, { decisionId, answer });
        return { kind: 'done', text: 'Answered. Whoever asked is told.' };
      }),
  };
}
