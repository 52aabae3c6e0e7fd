import { useEffect, useState, type ReactNode } from 'react';
import { Dialog } from '../ui/dialog.js';

/** Single keys can be in the way of speech control: whoever wants none turns them off, in this browser. */
const OFF = 'countersign-keys-off';

function areOn(): boolean {
  return localStorage.getItem(OFF) === null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** Calls what belongs to a key, except where somebody types or a dialog is open. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const own = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented;
      if (own || isTyping(event.target) || document.querySelector('dialog[open]')) return;
      const action = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
      if (!action || (event.key !== '?' && !areOn())) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [keys]);
}

export function ShortcutsDialog({
  keys,
  onClose,
}: {
  keys: readonly (readonly [key: string, does: string])[];
  onClose: () => void;
}): ReactNode {
  const [on, setOn] = useState(areOn);
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="facts">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="choice">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            setOn(event.target.checked);
            if (event.target.checked) localStorage.removeItem(OFF);
            else localStorage.setItem(OFF, 'off');
          }}
        />
        <span>
          Use these keys<small>Off, if a single key is in the way of how you work</small>
        </span>
      </label>
    </Dialog>
  );
}
