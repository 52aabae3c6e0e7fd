import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { Note } from '../../ui/card.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { span } from '../../ui/span.js';
import { useNow } from '../../ui/time.js';
import { announce } from '../../ui/toast.js';
import { errorElsewhere } from './problems.js';

/** A refusal that belongs to no field of the form. */
export function FormError({ error, fields = [] }: { error: unknown; fields?: readonly string[] }): ReactNode {
  const text = errorElsewhere(error, fields);
  return text === null ? null : (
    <Note tone="no" role="alert">
      {text}
    </Note>
  );
}

/** A form that reaches nobody by itself: what it does comes as `onSubmit`. */
export function Form({ onSubmit, children, label }: { onSubmit: () => void; children: ReactNode; label?: string }): ReactNode {
  return (
    <form
      className="stack"
      aria-label={label}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** Asks once more before what cannot be undone. */
export function Confirm({
  title,
  action,
  busy,
  error,
  children,
  onConfirm,
  onClose,
}: {
  title: string;
  action: string;
  busy: boolean;
  error: unknown;
  children: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}): ReactNode {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="stack tight">{children}</div>
      <FormError error={error} />
      <DialogFoot>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="danger" busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

/** Something that is told once: nobody can look it up again, so that it is copied here or lost. */
export function Secret({ label, value, hint }: { label: string; value: string; hint: ReactNode }): ReactNode {
  const id = useId();
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      announce('Copied.');
    } catch {
      // Without permission the text can still be selected and copied by hand.
      const field = document.getElementById(id);
      if (field instanceof HTMLInputElement) field.select();
      announce('It is selected: copy it by hand.', 'info');
    }
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="m-secret">
        <input
          id={id}
          className="input mono"
          readOnly
          value={value}
          onFocus={(event) => event.target.select()}
          aria-describedby={`${id}-hint`}
        />
        <Button kind="primary" onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <div className="hint" id={`${id}-hint`}>
        {hint}
      </div>
    </div>
  );
}

/** Names in a row, each with a way to take it out again. */
export function Chips({
  items,
  onRemove,
  label,
}: {
  items: readonly { id: string; text: string }[];
  onRemove: (id: string) => void;
  label: string;
}): ReactNode {
  if (items.length === 0) return null;
  return (
    <ul className="m-chips" aria-label={label}>
      {items.map(({ id, text }) => (
        <li key={id} className="m-chip">
          <span>{text}</span>
          <button type="button" aria-label={`Remove ${text}`} onClick={() => onRemove(id)}>
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}

/** `just now`, `2h ago`. Whatever lies in the past is never told as ahead, even where the clocks differ by a second. */
export function Ago({ at }: { at: string }): ReactNode {
  const sinceMs = useNow() - Date.parse(at);
  return <time dateTime={at}>{sinceMs < 10_000 ? 'just now' : `${span(sinceMs)} ago`}</time>;
}

/** What stands for something that is fetched until it is there, and why it is not or is out of date. */
export function Arriving({
  query,
  lines,
}: {
  query: { error: unknown; isPending: boolean; refetch: () => unknown };
  lines?: number;
}): ReactNode {
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return query.isPending ? <Skeleton lines={lines} /> : null;
}

export function More({
  query,
  text = 'Show more',
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  text?: string;
}): ReactNode {
  if (!query.hasNextPage) return null;
  return (
    <div className="row m-centred">
      <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {text}
      </Button>
    </div>
  );
}
