import { QUESTION_TYPE } from '../contracts/action.js';
import { visibleText } from '../contracts/visible-text.js';
import type { Effect } from '../domain/outcome.js';
import type { RequestState } from '../domain/state.js';
import type { RequestRow } from '../ledger/requests.js';
import type { FollowUp } from './follow-up.js';

/** After an override: those who were passed over say whether it was right. Who overrode does not answer. */
export function lookBack(
  row: Pick<RequestRow, 'id' | 'title' | 'type' | 'move'>,
  state: RequestState,
  { asked, by, reason }: Extract<Effect, { kind: 'lookBack' }>,
): FollowUp {
  const title = visibleText(row.title ?? row.type ?? row.id);
  const who = by.join(' and ');
  const was = `${who} approved "${title}" (${row.id}, revision ${state.revision}) by override, without the people who were asked`;
  // Neither title nor reason may keep the question from being asked.
  const question = `${shortened(`${was}: ${visibleText(reason)}`, 9_000)}. Was that right?`;
  return {
    // The same revision can be overridden again after its ground has moved.
    key: `look-back/${row.id}/${state.revision}/${row.move}`,
    asked: [...asked],
    body: {
      action: {
        type: QUESTION_TYPE,
        title: `Was the override of "${shortened(title, 250)}" right?`,
        args: {
          question,
          options: [
            { name: 'right', title: 'It was right' },
            { name: 'wrong', title: 'It was wrong' },
          ],
        },
        context: { request: row.id, revision: state.revision, digest: state.digest, by: [...by] },
      },
      requester: by[0] ?? '',
    },
    neither: by[1] ?? null,
    agent: null,
  };
}

/** Cut where it is too long, and never within a character. */
function shortened(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
