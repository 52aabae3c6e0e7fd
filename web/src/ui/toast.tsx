import { useSyncExternalStore, type ReactNode } from 'react';
import type { Tone } from './card.js';

interface Toast {
  id: number;
  tone: Tone;
  text: string;
}

/** Milliseconds; a refusal stays until it is closed, because somebody has to read it. */
const SHOWN_MS = 6_000;

let toasts: readonly Toast[] = [];
let last = 0;
const watchers = new Set<() => void>();

function become(next: readonly Toast[]): void {
  toasts = next;
  for (const watcher of watchers) watcher();
}

function close(id: number): void {
  become(toasts.filter((toast) => toast.id !== id));
}

/** Says something beside the page, to eyes and to screen readers. */
export function announce(text: string, tone: Tone = 'ok'): void {
  last += 1;
  const id = last;
  become([...toasts.slice(-2), { id, tone, text }]);
  if (tone !== 'no' && tone !== 'warn') setTimeout(() => close(id), SHOWN_MS);
}

export function Toasts(): ReactNode {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => toasts,
    () => [],
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, tone, text }) => (
        <div key={id} className={`toast ${tone}`}>
          <span>{text}</span>
          <button type="button" className="button quiet" aria-label="Dismiss" onClick={() => close(id)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
