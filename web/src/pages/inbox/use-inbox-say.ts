import { useCallback, useMemo, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { NOT_COUNTED_TEXT } from '../../../../src/contracts/decision-text.js';
import type { DecideBody, Receipt } from '../../../../src/contracts/decision.js';
import type { ReviewView } from '../../../../src/contracts/review.js';
import { visibleLine } from '../../../../src/contracts/visible-text.js';
import { api, ApiProblem } from '../../api/http.js';
import { decide } from '../../pwa/decide.js';
import { newDecisionId } from '../../pwa/new-decision-id.js';
import type { Say, Shown } from '../../review/use-say.js';
import { announce } from '../../ui/toast.js';
import { ENDS_MY_PART, receiptText, sentenceText } from './receipt-text.js';

type Said = Parameters<Say['decide']>[1];

export interface InboxSay {
  /** Decides, and lets the row go before the answer: a refusal brings it back. */
  now: (shown: Shown, title: string, said: Said) => void;
  /** The same for a form, which stays until there is an answer. */
  forForm: (title: string) => Say;
  /** At this risk a recent sign-in is needed. */
  stepUp: ApiProblem | null;
  clearStepUp: () => void;
}

interface List {
  leave: (id: string) => void;
  back: (id: string) => void;
  /** Answered: looks again, and then shows whatever the list holds. */
  settled: (id: string) => void;
}

const nothing = () => Promise.resolve(false);

/** Says decisions from the list. Several can be under way; each goes out once, under an id of its own, and is told about when it is answered. */
export function useInboxSay({ leave, back, settled }: List): InboxSay {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [stepUp, setStepUp] = useState<ApiProblem | null>(null);
  // What got no answer is sent again under the same id.
  const ids = useRef(new Map<string, string>());
  const under = useRef(new Set<string>());

  const send = useCallback(
    async ({ id, revision, digest }: Shown, title: string, said: Said, atOnce: boolean): Promise<boolean> => {
      const key = JSON.stringify([id, revision, said]);
      if (under.current.has(key)) return false;
      under.current.add(key);
      const decisionId = ids.current.get(key) ?? newDecisionId();
      ids.current.set(key, decisionId);
      const ends = ENDS_MY_PART.has(said.verb);
      if (ends && atOnce) leave(id);
      const name = visibleLine(title);
      try {
        const body: DecideBody = { ...said, revision, digest: digest ?? '', decisionId };
        const decided = await decide(id, body, { title });
        ids.current.delete(key);
        if (decided.kind === 'kept') {
          if (ends) leave(id);
          announce(`${name}: no connection. Kept in this browser; it is sent once when you are back online.`, 'info');
          return true;
        }
        const { receipt } = decided;
        if (receipt.counted === false) {
          settled(id);
          announce(`${name}: it did not count. ${await whyNot(id, receipt)}`, 'warn');
        } else {
          if (ends) leave(id);
          announce(`${receiptText(said.verb, receipt)}: ${name}`, receipt.counted === null ? 'info' : 'ok');
          settled(id);
        }
        return true;
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        if (error.status > 0 && error.status < 500) ids.current.delete(key);
        back(id);
        settled(id);
        if (error.code === 'step_up_required') setStepUp(error);
        else announce(`${name}: nothing was recorded. ${error.detail}`, 'no');
        return false;
      } finally {
        under.current.delete(key);
        void client.invalidateQueries({ queryKey: ['review', id] });
        void client.invalidateQueries({ queryKey: ['counts'] });
      }
    },
    [client, leave, back, settled],
  );

  return useMemo(
    () => ({
      now: (shown, title, said) => void send(shown, title, said, true),
      forForm: (title) => ({
        busy,
        outcome: null,
        clear: () => undefined,
        async decide(shown, said) {
          setBusy(true);
          const sent = await send(shown, title, said, false);
          setBusy(false);
          return sent;
        },
        override: nothing,
        withdraw: nothing,
        reply: nothing,
      }),
      stepUp,
      clearStepUp: () => setStepUp(null),
    }),
    [send, busy, stepUp],
  );
}

/** In words: why, and what happened meanwhile. */
async function whyNot(id: string, { reason }: Receipt): Promise<string> {
  const why = reason === null ? '' : NOT_COUNTED_TEXT[reason];
  try {
    const { sentence } = await api.get<ReviewView>(`/v1/requests/${id}/review`);
    return `${why} How it stands now: ${sentenceText(sentence)}`;
  } catch {
    return why;
  }
}
