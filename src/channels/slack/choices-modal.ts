import type { Verb } from '../../contracts/decision.js';
import { formatDuration } from '../../contracts/duration.js';
import type { RequestView } from '../../contracts/view.js';
import { COMMENT_BLOCK } from './comment-modals.js';
import { plain, type Modal } from './kit.js';
import { about, modal, textInput } from './modal.js';
import { valueOf, type ModalValues } from './modal-values.js';
import { extensionLeftMs } from './time-modals.js';

/** What a reviewer can do beside deciding. The first ones need no more than the choice, the others ask on in a dialog of their own. */
const AT_ONCE = ['claim', 'release', 'abstain', 'retract', 'escalate'] as const;
const ASKING_ON = ['delegate', 'extend', 'snooze', 'reassign', 'deny', 'override'] as const;
type Choice = (typeof AT_ONCE)[number] | (typeof ASKING_ON)[number];

/** What this person may do beyond being asked. */
export interface May {
  assign: boolean;
  override: boolean;
}

const CHOICE = 'choice';

/** Only what can apply is offered; whether it counts is for the reducer to say. */
export function choicesModal(view: RequestView, personId: string, may: May, metadata: string): Modal {
  const options = choicesOf(view, personId, may).map(({ choice, text, hint }) => ({
    text: plain(text, 75),
    description: plain(hint, 75),
    value: choice,
  }));
  return modal('choices', { title: 'More choices', submit: 'Continue' }, metadata, [
    about(view),
    {
      type: 'input',
      block_id: CHOICE,
      label: plain('What do you want to do?', 2_000),
      element: { type: 'radio_buttons', action_id: 'value', options },
    },
    textInput(COMMENT_BLOCK, 'In your words', { optional: true, placeholder: 'Shown with abstaining, taking back and escalating.' }),
  ]);
}

interface Offer {
  choice: Choice;
  text: string;
  hint: string;
}

function choicesOf(view: RequestView, personId: string, may: May): Offer[] {
  const { plan, awaiting } = view;
  const mine = awaiting?.claims.some(({ by }) => by.id === personId) ?? false;
  const leftMs = extensionLeftMs(view);
  const word = wordOf(view, personId);
  const barred = awaiting?.barred.some(({ id }) => id === personId) ?? false;
  const offers: [boolean, Offer][] = [
    [
      word !== 'approve' && word !== 'delegate' && !barred,
      {
        choice: 'claim',
        text: mine ? 'Keep it longer' : 'Take it',
        hint: `One place is kept for you for ${formatDuration(plan?.claimForMs ?? 0)}; nobody is kept from denying`,
      },
    ],
    [mine, { choice: 'release', text: 'Give it back', hint: 'Your place is free for others again' }],
    [word === null, { choice: 'delegate', text: 'Hand over to…', hint: 'Somebody decides in your place; both names are recorded' }],
    [word !== 'abstain' && word !== 'delegate', { choice: 'abstain', text: 'Abstain', hint: 'You do not vote; it goes on without you' }],
    [saidSomething(view, personId), { choice: 'retract', text: 'Take it back', hint: 'Your vote, your hand-over or what you took' }],
    [awaiting?.canEscalate === true, { choice: 'escalate', text: 'Escalate', hint: 'The next step of the ladder is taken now' }],
    [leftMs > 0, { choice: 'extend', text: 'Extend the deadline by…', hint: `At most ${formatDuration(leftMs)} more` }],
    [
      (plan?.snoozeMaxMs ?? 0) > 0,
      { choice: 'snooze', text: 'Snooze…', hint: `No reminders to you, for at most ${formatDuration(plan?.snoozeMaxMs ?? 0)}` },
    ],
    [
      may.assign && (awaiting?.reassignable ?? []).length > 0,
      { choice: 'reassign', text: 'Reassign…', hint: 'Somebody else takes the place of a reviewer' },
    ],
    [
      word !== 'deny' && word !== 'delegate',
      { choice: 'deny', text: 'Deny for good…', hint: 'Not sent back: it ends once enough people deny' },
    ],
    [may.override, { choice: 'override', text: 'Override the reviewers…', hint: 'Everybody asked is told, and looks at it afterwards' }],
  ];
  // Slack takes ten. Where all apply, "Keep it longer" goes: "Take it" on the card does the same.
  const offered = offers.flatMap(([applies, offer]) => (applies ? [offer] : []));
  return offered.length <= 10 ? offered : offered.filter(({ choice }) => !(mine && choice === 'claim')).slice(0, 10);
}

const WORDS: ReadonlySet<Verb> = new Set(['approve', 'deny', 'abstain', 'delegate', 'retract']);

/** What this person last said of this revision that holds; null where nothing does. */
function wordOf({ decisions, revision, awaiting }: RequestView, personId: string): Verb | null {
  const last = decisions.findLast(
    (each) => each.by.id === personId && each.counted === true && each.revision === revision && WORDS.has(each.verb),
  );
  if (last) return last.verb === 'retract' ? null : last.verb;
  return awaiting?.kept.some(({ by }) => by.id === personId) ? 'approve' : null;
}

const TAKEN_BACK: ReadonlySet<Verb> = new Set(['approve', 'deny', 'abstain', 'delegate', 'claim']);

function saidSomething({ decisions, revision, awaiting }: RequestView, personId: string): boolean {
  const said = decisions.some(
    (each) => each.by.id === personId && each.counted === true && each.revision === revision && TAKEN_BACK.has(each.verb),
  );
  return said || (awaiting?.kept.some(({ by }) => by.id === personId) ?? false);
}

export type ChoiceInput =
  | { kind: 'verb'; verb: (typeof AT_ONCE)[number]; comment: string | undefined }
  | { kind: 'dialog'; modal: (typeof ASKING_ON)[number] }
  | { kind: 'errors'; errors: Record<string, string> };

export function readChoice(values: ModalValues, view: RequestView): ChoiceInput {
  const chosen = valueOf(values, CHOICE);
  const further = ASKING_ON.find((each) => each === chosen);
  if (further) return { kind: 'dialog', modal: further };
  const verb = AT_ONCE.find((each) => each === chosen);
  if (!verb) return { kind: 'errors', errors: { [CHOICE]: 'Choose one.' } };
  // Nobody is shown why somebody took it or gave it back.
  const comment = verb === 'claim' || verb === 'release' ? '' : valueOf(values, COMMENT_BLOCK).trim();
  if (comment === '' && view.plan?.requireComment.some((each) => each === verb))
    return { kind: 'errors', errors: { [COMMENT_BLOCK]: 'This policy asks for a comment with that.' } };
  return { kind: 'verb', verb, comment: comment === '' ? undefined : comment };
}
