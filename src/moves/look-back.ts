import { QUESTION_TYPE } from '../contracts/action.js';
import { visibleText } from '../contracts/visible-text.js';
import type { Effect } from '../domain/outcome.js';
import type { RequestState } from '../domain/state.js';
import type { RequestRow } from '../ledger/requests.js';
import type { FollowUp } from './follow-up.js';

/** After an override: those who were passed over say whether it was right. Who overrode does not answer. */
export function lookBack(
  row: Pick<RequestRow, 'id' | 'title' | 'type'>,
  state: RequestState,
  { asked, by, reason }: Extract<Effect, { kind: 'lookBack' }>,
): FollowUp {
  const title = visibleText(row.title ?? row.type ?? row.id);
  const who = by.join(' and ');
  const question = `${who} approved "${title}" (${row.id}, revision ${state.revision}) by override, without the people who were asked: ${visibleText(reason)}. Was that right?`;
  return {
    key: `look-back/${row.id}/${state.revision}`,
    asked: [...asked],
    body: {
      action: {
        type: QUESTION_TYPE,
        title: `Was the override of "${title}" right?`.slice(0, 300),
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
  };
}
