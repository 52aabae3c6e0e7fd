import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { ReviewView } from '../../../src/contracts/review.js';
import { Button } from '../ui/button.js';
import { Dialog, DialogFoot } from '../ui/dialog.js';
import { FormInputs } from './form-inputs.js';
import { formFor, missingIn, saidBy, type FormVerb } from './forms.js';
import { useFirstInput } from './use-first-input.js';
import { hasMovedOn, MovedOn } from './moved-on.js';
import { useValues } from './use-values.js';
import type { Say } from './use-say.js';

/** Whether this person can say it now. */
export function isPossible(verb: FormVerb, { may }: ReviewView): boolean {
  if (verb === 'withdraw') return may.withdraw;
  if (verb === 'reject') return may.verbs.includes('reject') || may.verbs.includes('deny');
  return may.verbs.includes(verb);
}

/** One verb with its inputs. It speaks of the revision that was on the screen when it was opened, and of no other. */
export function FormDialog({
  verb,
  review,
  say,
  onClose,
}: {
  verb: FormVerb;
  review: ReviewView;
  say: Say;
  onClose: () => void;
}): ReactNode {
  const [shown] = useState(review.view);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { typed, set, forget } = useValues(shown.id, verb);
  const form = formFor(verb, review);
  const element = useRef<HTMLFormElement>(null);
  useFirstInput(element);
  const values = { ...form.initial, ...typed };
  const moved = hasMovedOn(shown, review, isPossible(verb, review));

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    const missing = missingIn(form, values);
    setErrors(missing);
    if (moved || say.busy || Object.keys(missing).length > 0) return;
    const comment = values['comment']?.trim() ?? '';
    const sent =
      verb === 'withdraw'
        ? await say.withdraw(shown, comment)
        : verb === 'override'
          ? await say.override(shown, { resolution: values['resolution'] ?? '', reason: comment })
          : await say.decide(shown, saidBy(form, values));
    if (sent) forget();
    // A refusal is told on the page; what was typed is there again when the form is opened.
    onClose();
  }

  return (
    <Dialog title={form.title} onClose={onClose}>
      <form ref={element} className="stack" onSubmit={(event) => void send(event)} noValidate>
        <p className="dim">{form.hint}.</p>
        {moved ? <MovedOn review={review} shown={shown} onClose={onClose} /> : null}
        <FormInputs
          inputs={form.inputs}
          values={values}
          errors={errors}
          onChange={(name, value) => {
            set(name, value);
            setErrors({});
          }}
        />
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind={form.danger ? 'danger' : 'primary'} busy={say.busy} disabled={moved}>
            {form.button}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
