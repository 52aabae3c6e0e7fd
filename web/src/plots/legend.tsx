import type { ReactNode } from 'react';

export type Hue = 'ok' | 'no' | 'warn' | 'accent' | 'mute';

export interface Entry {
  name: string;
  hue: Hue;
  /** Shown behind the name. */
  value?: string;
}

export function Legend({ entries }: { entries: readonly Entry[] }): ReactNode {
  return (
    <ul className="legend">
      {entries.map(({ name, hue, value }) => (
        <li key={name}>
          <svg width="12" height="12" aria-hidden="true" className={`hue ${hue}`}>
            <rect width="12" height="12" rx="3" />
          </svg>
          {name}
          {value === undefined ? null : <strong>{value}</strong>}
        </li>
      ))}
    </ul>
  );
}
