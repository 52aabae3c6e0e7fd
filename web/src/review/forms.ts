import type { Verb } from '../../../src/contracts/decision-text.js';
import type { DecideBody } from '../../../src/contracts/decision.js';
import type { ReviewView } from '../../../src/contracts/review.js';
import { span } from '../ui/span.js';

/** What a form says: a verb, or a call of its own. */
export type FormVerb = Verb | 'withdraw';

export interface Choice {
  value: string;
  text: string;
  hint?: string;
  /** What is missing where it is chosen without a reason, for those that need one. */
  unsaid?: string;
}

export type Input =
  | { kind: 'text'; name: string; label: string; hint?: string; required: boolean }
  | { kind: 'choices' | 'chips' | 'select'; name: string; label: string; required: boolean; choices: readonly Choice[] };

/** One thing to say: its inputs, and what it does in words. */
export interface Form {
  verb: FormVerb;
  title: string;
  hint: string;
  button: string;
  danger: boolean;
  inputs: readonly Input[];
  /** What the inputs hold when nothing was typed yet. */
  initial: Readonly<Record<string, string>>;
}

export type Values = Readonly<Record<string, string>>;

const SETTLEMENTS: readonly Choice[] = [
  { value: 'happened', text: 'It happened', hint: 'The request ends as done' },
  { value: 'did_not_happen', text: 'It did not happen', hint: 'It becomes a new revision, and people vote again before it runs' },
  { value: 'compensate', text: 'Undo it', hint: 'The action’s undo opens as a request of its own. Without one this stays unknown' },
];

const MINUTE_MS = 60_000;
const SPANS_MS = [15, 30, 60, 120, 240, 480, 1440, 2880].map((minutes) => minutes * MINUTE_MS);

/** Lengths of time that a form offers: round ones, and the longest that the policy allows. */
export function spansUpTo(maxMs: number): Choice[] {
  return [...SPANS_MS.filter((ms) => ms < maxMs), maxMs].map((ms) => ({ value: `${ms}ms`, text: span(ms) }));
}

function comment(review: ReviewView, verb: Verb, label: string, hint: string): Input {
  return { kind: 'text', name: 'comment', label, hint, required: review.forms.commentNeeded.includes(verb) };
}

const KEPT = 'Kept in the record.';
const CHOOSE = 'Choose a reason or write one';

function people(review: ReviewView): Choice[] {
  return review.forms.takers.people.map(({ value, title }) => ({ value, text: title }));
}

function rejecting(review: ReviewView): Form {
  const { may, forms } = review;
  // Feedback without words would bring the same revision back.
  const back: Choice = {
    value: 'reject',
    text: 'Send back for changes',
    hint: forms.rejectHint,
    unsaid: `${CHOOSE}: the agent works from it.`,
  };
  const explained = forms.commentNeeded.includes('deny') ? { unsaid: `${CHOOSE}: this policy asks for it.` } : {};
  const choices: Choice[] = [
    ...(may.verbs.includes('reject') ? [back] : []),
    ...(may.verbs.includes('deny') ? [{ value: 'deny', text: 'Deny', hint: forms.denyHint, ...explained }] : []),
  ];
  return {
    verb: 'reject',
    title: 'Reject',
    hint: 'Send it back with feedback, or deny it',
    button: 'Reject',
    danger: true,
    inputs: [
      { kind: 'choices', name: 'way', label: 'What shall happen?', required: true, choices },
      { kind: 'chips', name: 'preset', label: 'Reason', required: false, choices: forms.presets.map((text) => ({ value: text, text })) },
      { kind: 'text', name: 'comment', label: 'In your words', hint: 'What should change? The agent reads this.', required: false },
    ],
    initial: { way: choices[0]?.value ?? '' },
  };
}

function denying(review: ReviewView): Form {
  const { view, forms, isQuestion } = review;
  const late = view.status !== 'pending' && view.status !== 'approved';
  const title = late ? 'Object' : isQuestion ? 'Decline to answer' : 'Deny';
  const read = late ? 'The requester reads this.' : 'Kept in the record.';
  return {
    ...{ verb: 'deny', title, hint: forms.denyHint, button: title, danger: true },
    inputs: [
      { kind: 'chips', name: 'preset', label: 'Reason', required: false, choices: forms.presets.map((text) => ({ value: text, text })) },
      comment(review, 'deny', 'In your words', read),
    ],
    initial: {},
  };
}

function reassigning(review: ReviewView): Input[] {
  const { people: now, forms, view } = review;
  // A place that holds a veto stays where it is.
  const free = view.awaiting?.reassignable ?? [];
  const groups = forms.takers.groups.map(({ value, title }) => ({ value, text: `${title} (group)` }));
  return [
    {
      ...{ kind: 'select', name: 'from', label: 'Whose place?', required: true },
      choices: now.asked.flatMap(({ ref, label }) => (free.includes(ref) ? [{ value: ref, text: label }] : [])),
    },
    { kind: 'select', name: 'to', label: 'Who takes it?', required: true, choices: [...people(review), ...groups] },
    comment(review, 'reassign', 'Comment', KEPT),
  ];
}

/** The form that says this verb about this request. */
export function formFor(verb: FormVerb, review: ReviewView): Form {
  const { forms, question } = review;
  const plain = (title: string, hint: string, button: string, inputs: readonly Input[], danger = false): Form => ({
    ...{ verb, title, hint, button, inputs, danger },
    initial: {},
  });
  switch (verb) {
    case 'reject':
      return rejecting(review);
    case 'deny':
      return denying(review);
    case 'approve':
      return plain('Approve with a comment', 'Say why, for the record', 'Approve', [
        comment(review, 'approve', 'Comment', 'Kept with your approval.'),
      ]);
    case 'answer':
      return {
        ...plain('Answer', 'Goes back word for word', 'Answer', [
          { kind: 'text', name: 'answer', label: 'Your answer', hint: 'It goes back word for word.', required: true },
        ]),
        initial: { answer: question?.suggested ?? '' },
      };
    case 'ask':
      return plain('Ask', 'The agent or the requester answers; nothing is decided', 'Ask', [
        comment(review, 'ask', 'Your question', 'Question and answer stay in the record.'),
      ]);
    case 'claim':
      return plain('Take it', 'Keeps your place while you look; others can still deny it', 'Take it', []);
    case 'release':
      return plain('Give it back', 'It is free for others again', 'Give it back', []);
    case 'delegate':
      return plain('Hand over', 'Somebody else decides in your place; both names are kept', 'Hand over', [
        { kind: 'select', name: 'to', label: 'To whom?', required: true, choices: people(review) },
        comment(review, 'delegate', 'Comment', KEPT),
      ]);
    case 'reassign':
      return plain(
        'Reassign',
        'Puts another reviewer in somebody’s place; you cannot fill that place yourself',
        'Reassign',
        reassigning(review),
      );
    case 'abstain':
      return plain('Abstain', 'You do not vote, and nobody waits for you', 'Abstain', [comment(review, 'abstain', 'Comment', KEPT)]);
    case 'escalate':
      return plain('Escalate', 'Asks further people now', 'Escalate', [
        comment(review, 'escalate', 'Why?', 'Those who are asked read this.'),
      ]);
    case 'extend':
      return plain('Extend the deadline', 'Gives everybody more time', 'Extend', [
        { kind: 'select', name: 'for', label: 'By how long?', required: true, choices: spansUpTo(forms.extendMaxMs) },
        comment(review, 'extend', 'Comment', KEPT),
      ]);
    case 'snooze':
      return plain('Snooze', 'No reminders for you; the clock goes on', 'Snooze', [
        { kind: 'select', name: 'for', label: 'For how long?', required: true, choices: spansUpTo(forms.snoozeMaxMs) },
      ]);
    case 'retract':
      return plain('Take it back', 'Your vote, or else your hand-over', 'Take it back', [comment(review, 'retract', 'Comment', KEPT)]);
    case 'settle':
      return plain('Settle the outcome', 'Look at the target first. Then say what you found.', 'Settle', [
        { kind: 'choices', name: 'answer', label: 'What did you find?', required: true, choices: SETTLEMENTS },
        comment(review, 'settle', 'How do you know?', 'Your evidence: a booking number, a log line, who you asked.'),
      ]);
    case 'override':
      return plain(
        'Override',
        forms.overrideHint ?? 'Break glass: resolves it without the people asked. Everybody asked hears of it.',
        'Override',
        [
          {
            ...{ kind: 'choices', name: 'resolution', label: 'Resolve it as', required: true },
            choices: forms.overrides.map((value) => ({ value, text: value === 'approved' ? 'Approved' : 'Rejected' })),
          },
          {
            kind: 'text',
            name: 'comment',
            label: 'Reason',
            hint: 'Recorded with your name, and shown to everybody who is asked.',
            required: true,
          },
        ],
        true,
      );
    case 'withdraw':
      return plain(
        'Withdraw',
        'It will not run',
        'Withdraw the request',
        [{ kind: 'text', name: 'comment', label: 'Reason', required: false }],
        true,
      );
    case 'edit':
      return plain('Edit', 'Change the arguments: a new revision, by you', 'Propose the change', []);
  }
}

/** What is missing, by the input's name; nothing where the form may be sent. What was chosen and is no choice any more is missing. */
export function missingIn(form: Form, values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const input of form.inputs) {
    const chosen = 'choices' in input ? input.choices.find(({ value }) => value === values[input.name]) : undefined;
    if (chosen?.unsaid !== undefined && commentOf(values) === undefined) errors['comment'] = chosen.unsaid;
    if (!input.required) continue;
    if (input.kind !== 'text' && chosen === undefined) errors[input.name] = 'Please choose one.';
    if (input.kind === 'text' && !isWritten(input.name, values)) errors[input.name] = 'Please write something here.';
  }
  return errors;
}

/** A reason that was tapped is a comment too. */
function isWritten(name: string, values: Values): boolean {
  return name === 'comment' ? commentOf(values) !== undefined : given(values[name]);
}

function given(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

function commentOf({ preset, comment: own }: Values): string | undefined {
  const words = [preset, own].filter(given).map((text) => text.trim());
  return words.length === 0 ? undefined : words.join(': ');
}

function wayOf({ way }: Values): 'reject' | 'deny' {
  return way === 'deny' ? 'deny' : 'reject';
}

/** What is sent beside the revision that was shown. The form may be sent: nothing is missing in it. */
export function saidBy(form: Form, values: Values): Pick<DecideBody, 'verb'> & Partial<DecideBody> {
  const verb = form.verb === 'reject' ? wayOf(values) : (form.verb as DecideBody['verb']);
  const words = commentOf(values);
  const parts = (['answer', 'to', 'from', 'for'] as const)
    .filter((name) => given(values[name]))
    .map((name) => [name, values[name]?.trim()]);
  return { verb, ...(words === undefined ? {} : { comment: words }), ...(Object.fromEntries(parts) as Partial<DecideBody>) };
}
