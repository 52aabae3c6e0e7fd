import type { LabelOf } from '../../contracts/rule-text.js';
import type { RequestView } from '../../contracts/view.js';
import { readWords, wordsInput } from './comment-modals.js';
import { plain, type Block, type Modal } from './kit.js';
import { about, modal } from './modal.js';
import { valueOf, type ModalValues } from './modal-values.js';

const TO = 'to';
const FROM = 'from';
const GROUP = 'group';
/** Slack takes so many options. */
const MOST_OPTIONS = 100;

/** All that this person could fill goes to somebody else, for this revision. */
export function delegateModal(view: RequestView, metadata: string): Modal {
  return modal('delegate', { title: 'Hand over', submit: 'Hand over' }, metadata, [
    about(view),
    personInput('To whom?', {
      optional: false,
      hint: 'Somebody who is linked here; they decide in your place, and both names are recorded.',
    }),
    wordsInput(view, 'delegate', 'What should they know?', 'Shown to them, and kept; not on the card in channels.'),
  ]);
}

/** One reviewer's place goes to somebody else; how many must approve stays. */
export function reassignModal(view: RequestView, labelOf: LabelOf, groups: readonly string[], metadata: string): Modal {
  const asked = (view.awaiting?.reassignable ?? []).slice(0, MOST_OPTIONS);
  return modal('reassign', { title: 'Reassign', submit: 'Reassign' }, metadata, [
    about(view),
    select(
      FROM,
      'Whose place?',
      asked.map((ref) => ({ text: plain(labelOf(ref), 75), value: ref })),
      false,
    ),
    personInput('To whom?', { optional: groups.length > 0, hint: 'You do not fill this place yourself afterwards.' }),
    ...(groups.length === 0
      ? []
      : [
          select(
            GROUP,
            'Or to a group',
            groups.slice(0, MOST_OPTIONS).map((id) => ({ text: plain(id, 75), value: `group:${id}` })),
            true,
          ),
        ]),
    wordsInput(view, 'reassign', 'Why?'),
  ]);
}

function personInput(label: string, { optional, hint }: { optional: boolean; hint: string }): Block {
  return {
    type: 'input',
    block_id: TO,
    optional,
    label: plain(label, 2_000),
    hint: plain(hint, 2_000),
    element: { type: 'users_select', action_id: 'value' },
  };
}

function select(blockId: string, label: string, options: { text: ReturnType<typeof plain>; value: string }[], optional: boolean): Block {
  return {
    type: 'input',
    block_id: blockId,
    optional,
    label: plain(label, 2_000),
    element: { type: 'static_select', action_id: 'value', options },
  };
}

/** Whom a Slack account belongs to; null for a stranger. */
export type PersonOf = (account: string) => Promise<string | null>;

export type HandOverInput =
  { kind: 'ok'; to: string; from: string | undefined; comment: string | undefined } | { kind: 'errors'; errors: Record<string, string> };

export async function readDelegate(values: ModalValues, view: RequestView, personOf: PersonOf): Promise<HandOverInput> {
  const words = readWords(values, view, 'delegate');
  if (words.kind === 'errors') return words;
  const account = valueOf(values, TO);
  const to = account === '' ? null : await personOf(account);
  return to === null ? wrong(TO, account) : { kind: 'ok', to, from: undefined, comment: words.comment };
}

export async function readReassign(values: ModalValues, view: RequestView, personOf: PersonOf): Promise<HandOverInput> {
  const words = readWords(values, view, 'reassign');
  if (words.kind === 'errors') return words;
  const from = valueOf(values, FROM);
  if (from === '') return { kind: 'errors', errors: { [FROM]: 'Choose one.' } };
  const [account, group] = [valueOf(values, TO), valueOf(values, GROUP)];
  if (account !== '' && group !== '') return { kind: 'errors', errors: { [GROUP]: 'Choose a person or a group, not both.' } };
  if (group !== '') return { kind: 'ok', to: group, from, comment: words.comment };
  const to = account === '' ? null : await personOf(account);
  return to === null ? wrong(TO, account) : { kind: 'ok', to, from, comment: words.comment };
}

function wrong(blockId: string, account: string): HandOverInput {
  const text = account === '' ? 'Choose somebody.' : 'This Slack account is not linked to anybody here.';
  return { kind: 'errors', errors: { [blockId]: text } };
}
