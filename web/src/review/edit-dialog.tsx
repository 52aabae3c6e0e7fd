import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { atFields, fieldsOf, initialText, readArgs, type ArgField, type FieldError } from '../../../src/contracts/args-form.js';
import type { JsonObject } from '../../../src/contracts/json.js';
import type { ReviewView } from '../../../src/contracts/review.js';
import { api, ApiProblem } from '../api/http.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Dialog, DialogFoot } from '../ui/dialog.js';
import { Field, TextArea } from '../ui/field.js';
import { useFirstInput } from './use-first-input.js';
import { hasMovedOn, MovedOn } from './moved-on.js';
import { useValues } from './use-values.js';
import type { Say } from './use-say.js';
import { Visible } from './words.js';

function Control({ field, wiring, text, set }: { field: ArgField; wiring: object; text: string; set: (text: string) => void }): ReactNode {
  const common = { ...wiring, className: field.kind === 'json' ? 'input mono' : 'input', name: field.key ?? 'arguments', value: text };
  switch (field.kind) {
    case 'choice':
      return (
        <select {...common} onChange={(event) => set(event.target.value)}>
          {field.required ? null : <option value="">not given</option>}
          {field.options.map((option, index) => (
            <option key={index} value={index}>
              {String(option)}
            </option>
          ))}
        </select>
      );
    case 'number':
      return <input {...common} inputMode="decimal" autoComplete="off" onChange={(event) => set(event.target.value)} />;
    case 'text':
      return field.multiline ? (
        <textarea {...common} rows={4} onChange={(event) => set(event.target.value)} />
      ) : (
        <input {...common} autoComplete="off" onChange={(event) => set(event.target.value)} />
      );
    case 'json':
      return (
        <textarea
          {...common}
          spellCheck={false}
          rows={Math.min(16, text.split('\n').length + 1)}
          onChange={(event) => set(event.target.value)}
        />
      );
  }
}

function Row({
  field,
  text,
  errors,
  set,
}: {
  field: ArgField;
  text: string;
  errors: readonly FieldError[];
  set: (text: string) => void;
}): ReactNode {
  const own = errors.filter(({ name }) => name === field.name).map(({ message }) => `${field.key ?? 'This'} ${message}`);
  const label = (
    <>
      <Visible text={field.key ?? 'Arguments'} />
      {field.key !== null && !field.required ? <span className="dim"> (optional)</span> : null}{' '}
      {text === initialText(field) ? null : <Badge tone="info">changed</Badge>}
    </>
  );
  return (
    <Field
      label={label}
      hint={field.hint === null ? undefined : <Visible text={field.hint} />}
      error={own.length === 0 ? null : own.join('; ')}
    >
      {(wiring) => <Control field={field} wiring={wiring} text={text} set={set} />}
    </Field>
  );
}

/** The arguments as inputs, made from the action's schema. Sending it makes a new revision by this person. */
export function EditDialog({ review, say, onClose }: { review: ReviewView; say: Say; onClose: () => void }): ReactNode {
  // What is edited are the arguments that were there when it was opened.
  const [shown] = useState(review.view);
  const before = shown.action?.args ?? {};
  const [fields] = useState(() => fieldsOf(review.forms.schema, before));
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [checking, setChecking] = useState(false);
  const { typed, set, forget } = useValues(shown.id, 'edit');
  const element = useRef<HTMLFormElement>(null);
  useFirstInput(element);
  const moved = hasMovedOn(shown, review, review.may.verbs.includes('edit'));
  const needsComment = review.forms.commentNeeded.includes('edit');
  const comment = typed['comment'] ?? '';
  // By the argument's own name, so that what was typed finds its place also in a later revision.
  const keyOf = ({ key }: ArgField) => `arg:${key ?? ''}`;
  const textOf = (field: ArgField) => typed[keyOf(field)] ?? initialText(field);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (moved || say.busy || checking) return;
    const read = readArgs(fields, new Map(fields.map((field) => [field.name, textOf(field)])), before);
    const found: readonly FieldError[] = [
      ...(read.ok ? [] : read.errors),
      ...(needsComment && comment.trim() === '' ? [{ name: 'comment', message: 'This policy asks for a comment.' }] : []),
    ];
    setErrors(found);
    if (!read.ok || found.length > 0) return;
    setChecking(true);
    const problems = await problemsOf(shown.id, read.args);
    setChecking(false);
    setErrors(atFields(fields, problems));
    if (problems.length > 0) return;
    const words = comment.trim() === '' ? {} : { comment: comment.trim() };
    if (await say.decide(shown, { verb: 'edit', args: read.args, ...words })) forget();
    onClose();
  }

  const whole = errors.filter(({ name }) => name === null);
  return (
    <Dialog title="Edit" onClose={onClose} wide>
      <form ref={element} className="stack" onSubmit={(event) => void send(event)} noValidate>
        <p className="dim">Change the arguments: a new revision, by you. Others may have to approve it again.</p>
        {moved ? <MovedOn review={review} shown={shown} onClose={onClose} /> : null}
        {fields.map((field) => (
          <Row key={field.name} field={field} text={textOf(field)} errors={errors} set={(text) => set(keyOf(field), text)} />
        ))}
        <TextArea
          label={needsComment ? 'Why?' : 'Why? (optional)'}
          hint="Shown with the new revision."
          error={errors.find(({ name }) => name === 'comment')?.message}
          name="comment"
          rows={2}
          maxLength={5_000}
          value={comment}
          onChange={(event) => set('comment', event.target.value)}
        />
        {whole.map(({ message }) => (
          <p key={message} className="form-error" role="alert">
            {message}
          </p>
        ))}
        <DialogFoot>
          {Object.keys(typed).length === 0 ? null : (
            <Button
              onClick={() => {
                forget();
                setErrors([]);
              }}
              kind="quiet"
            >
              Start again
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={say.busy || checking} disabled={moved}>
            Propose the change
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** What the action's schema says about them. Where nobody can be asked, the service says it when it counts. */
async function problemsOf(id: string, args: JsonObject): Promise<readonly { field: string; message: string }[]> {
  try {
    return (await api.post<{ problems: { field: string; message: string }[] }>(`/v1/requests/${id}/args-check`, { args })).problems;
  } catch (error) {
    if (error instanceof ApiProblem) return [];
    throw error;
  }
}
