import type { ReactNode } from 'react';
import type { Hue } from './legend.js';
import { Legend } from './legend.js';
import { share } from './scale.js';

export interface Bar {
  name: string;
  value: number;
  /** As it is written behind the bar. */
  text: string;
  hue: Hue;
}

/** Counts as bars, one under the other. Names and numbers are text, so that the bars themselves need not be read. */
export function Bars({ bars }: { bars: readonly Bar[] }): ReactNode {
  const highest = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <ul className="bars">
      {bars.map(({ name, value, text, hue }) => (
        <li key={name}>
          <span className="bars-name">{name}</span>
          <span className="bars-value">{text}</span>
          <svg width="100%" height="10" aria-hidden="true">
            <rect className="track" width="100%" height="10" rx="3" />
            {value > 0 ? <rect className={`hue ${hue}`} width={share(value, highest)} height="10" rx="3" /> : null}
          </svg>
        </li>
      ))}
    </ul>
  );
}

export interface Range {
  name: string;
  /** Where half of all lie below, and nine in ten; null where nothing is known. */
  half: number | null;
  most: number | null;
  text: string;
}

/** Two percentiles on one line: the bar ends where half of all do, the whisker where nine in ten do. */
export function Ranges({ ranges }: { ranges: readonly Range[] }): ReactNode {
  const highest = Math.max(1, ...ranges.map(({ most }) => most ?? 0));
  return (
    <ul className="bars">
      {ranges.map(({ name, half, most, text }) => (
        <li key={name}>
          <span className="bars-name">{name}</span>
          <span className="bars-value">{text}</span>
          <svg width="100%" height="12" aria-hidden="true">
            <rect className="track" width="100%" y="1" height="10" rx="3" />
            {half === null || most === null ? null : (
              <>
                <rect className="hue accent soft" y="1" width={share(most, highest)} height="10" rx="3" />
                <rect className="hue accent" y="1" width={share(half, highest)} height="10" rx="3" />
              </>
            )}
          </svg>
        </li>
      ))}
    </ul>
  );
}

/** Parts of a whole, side by side. */
export function Parts({ parts }: { parts: readonly Bar[] }): ReactNode {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  const present = parts.filter(({ value }) => value > 0);
  return (
    <>
      <svg className="parts" width="100%" height="20" aria-hidden="true">
        {present.map(({ name, value, hue }, at) => (
          <rect
            key={name}
            className={`hue ${hue} parted`}
            x={share(
              present.slice(0, at).reduce((sum, each) => sum + each.value, 0),
              whole,
            )}
            width={share(value, whole)}
            height="20"
          />
        ))}
      </svg>
      <Legend entries={present.map(({ name, hue, text }) => ({ name, hue, value: text }))} />
    </>
  );
}
