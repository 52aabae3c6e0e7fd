import type { ReactNode } from 'react';
import { Chips } from './parts.js';
import { Picker, type Picked } from './picker.js';

/** One person: looked for as `ask` says, and once picked shown with a way to take them out again. */
export function PersonField({
  label,
  ask,
  hint,
  except,
  error = null,
  picked,
  onPick,
}: {
  label: string;
  ask: string;
  hint?: string | undefined;
  except?: readonly string[] | undefined;
  error?: string | null;
  picked: Picked | null;
  onPick: (picked: Picked | null) => void;
}): ReactNode {
  if (!picked) return <Picker label={ask} hint={hint} of="people" except={except} error={error} onPick={onPick} />;
  return (
    <div className="field">
      <span className="label">{label}</span>
      <Chips label={label} items={[{ id: picked.id, text: picked.name }]} onRemove={() => onPick(null)} />
      {error === null ? null : (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
