import { useEffect, useState, type ReactNode } from 'react';
import type { Verb } from '../../../src/contracts/decision-text.js';
import type { ReviewView } from '../../../src/contracts/review.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { EditDialog } from './edit-dialog.js';
import { FormDialog, isPossible } from './form-dialog.js';
import { formFor, type FormVerb } from './forms.js';
import { ReceiptNote } from './receipt.js';
import { ShortcutsDialog, useKeys } from './shortcuts.js';
import type { Say } from './use-say.js';

/** Milliseconds in which a click may still have been meant for what was there before. */
const SETTLING_MS = 1_500;

const FIRST: readonly Verb[] = ['approve', 'answer', 'settle'];
/** Beside the first where there is room, in this order. */
const NEAR: readonly FormVerb[] = ['edit', 'ask'];
const REST: readonly FormVerb[] = [
  ...(['claim', 'release', 'delegate', 'abstain', 'retract', 'escalate', 'extend', 'snooze', 'reassign', 'override', 'withdraw'] as const),
];

const KEYS = [
  ['a', 'Approve'],
  ['r', 'Reject: send back or deny'],
  ['e', 'Edit the arguments'],
  ['?', 'These keys'],
] as const;

/** True for a moment after what would be approved has changed under the finger. */
function useJustChanged(digest: string | null): boolean {
  const [settled, setSettled] = useState(digest);
  useEffect(() => {
    if (settled === digest) return undefined;
    const timer = setTimeout(() => setSettled(digest), SETTLING_MS);
    return () => clearTimeout(timer);
  }, [settled, digest]);
  return settled !== digest;
}

function firstText(verb: Verb, { view }: ReviewView): string {
  if (verb === 'answer') return 'Answer';
  if (verb === 'settle') return 'Settle';
  return view.revision > 1 ? `Approve revision ${view.revision}` : 'Approve';
}

function secondText({ view, isQuestion, may }: ReviewView): string {
  if (view.status !== 'pending') return view.status === 'approved' ? 'Deny' : 'Object';
  if (isQuestion) return 'Decline';
  return may.verbs.includes('reject') ? 'Reject' : 'Deny';
}

type Open = FormVerb | 'more' | 'keys' | null;

function MoreDialog({
  review,
  verbs,
  onChoose,
  onClose,
}: {
  review: ReviewView;
  verbs: readonly FormVerb[];
  onChoose: (verb: FormVerb) => void;
  onClose: () => void;
}): ReactNode {
  return (
    <Dialog title="More" onClose={onClose}>
      <ul className="plain-list more-list">
        {verbs.map((verb) => {
          const { title, hint } = formFor(verb, review);
          return (
            <li key={verb}>
              <button type="button" onClick={() => onChoose(verb)}>
                <strong>{title}</strong>
                <span className="dim small">{hint}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

/** Everything that this person can say about the request, the likeliest first. `keys`: a, r, e and ? say it too. */
export function VerbBar({ review, say, keys = false }: { review: ReviewView; say: Say; keys?: boolean }): ReactNode {
  const [open, setOpen] = useState<Open>(null);
  const { may, forms, view, isQuestion } = review;
  const settling = useJustChanged(view.digest);
  const first = FIRST.find((verb) => may.verbs.includes(verb));
  const second: FormVerb | undefined =
    !isQuestion && may.verbs.includes('reject') ? 'reject' : may.verbs.includes('deny') ? 'deny' : undefined;
  const near = NEAR.filter((verb) => isPossible(verb, review));
  const rest: FormVerb[] = [
    ...(may.verbs.includes('approve') && !forms.commentNeeded.includes('approve') ? (['approve'] as const) : []),
    ...REST.filter((verb) => isPossible(verb, review)),
  ];

  // A list of one thing would be one step more.
  const alone = near.length === 0 && rest.length === 1 ? rest[0] : undefined;

  function start(verb: FormVerb, { direct }: { direct: boolean }): void {
    const wordless = verb === 'claim' || verb === 'release' || verb === 'retract' || (verb === 'approve' && direct);
    if (!wordless || forms.commentNeeded.includes(verb as Verb)) return setOpen(verb);
    setOpen(null);
    if (!settling) void say.decide(view, { verb: verb as 'approve' | 'claim' | 'release' | 'retract' });
  }

  useKeys({
    ...(keys && first === 'approve' ? { a: () => start('approve', { direct: true }) } : {}),
    ...(keys && second ? { r: () => start(second, { direct: true }) } : {}),
    ...(keys && near.includes('edit') ? { e: () => start('edit', { direct: true }) } : {}),
    ...(keys ? { '?': () => setOpen('keys') } : {}),
  });

  const anything = first !== undefined || second !== undefined || near.length > 0 || rest.length > 0;
  return (
    <>
      {/* There before anything is said in it, so that screen readers hear it. */}
      <div role="status" className="receipt-place">
        <ReceiptNote outcome={say.outcome} review={review} busy={say.busy} onClose={say.clear} />
      </div>
      {anything ? (
        <div className="verbs" role="group" aria-label="Decide">
          {first ? (
            <Button kind="primary" className="first" busy={say.busy} disabled={settling} onClick={() => start(first, { direct: true })}>
              {firstText(first, review)}
            </Button>
          ) : null}
          {second ? (
            <Button kind="danger" disabled={settling} onClick={() => start(second, { direct: true })}>
              {secondText(review)}
            </Button>
          ) : null}
          {near.map((verb) => (
            <Button key={verb} className="near" onClick={() => start(verb, { direct: true })}>
              {formFor(verb, review).title}
            </Button>
          ))}
          {alone ? <Button onClick={() => start(alone, { direct: false })}>{formFor(alone, review).title}</Button> : null}
          {!alone && near.length + rest.length > 0 ? (
            <Button className={rest.length === 0 ? 'more only-narrow' : 'more'} aria-haspopup="dialog" onClick={() => setOpen('more')}>
              More
            </Button>
          ) : null}
        </div>
      ) : null}
      {keys && anything ? (
        <p className="dim small keys-hint">
          Keys: <kbd>?</kbd>
        </p>
      ) : null}
      {open === 'more' ? (
        <MoreDialog
          review={review}
          verbs={[...near, ...rest]}
          onClose={() => setOpen(null)}
          onChoose={(verb) => start(verb, { direct: false })}
        />
      ) : null}
      {open === 'keys' ? <ShortcutsDialog keys={KEYS} onClose={() => setOpen(null)} /> : null}
      {open === 'edit' ? <EditDialog review={review} say={say} onClose={() => setOpen(null)} /> : null}
      {open !== null && open !== 'more' && open !== 'keys' && open !== 'edit' ? (
        <FormDialog key={open} verb={open} review={review} say={say} onClose={() => setOpen(null)} />
      ) : null}
    </>
  );
}
