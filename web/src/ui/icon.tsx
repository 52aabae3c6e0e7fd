import type { ReactNode } from 'react';

/** Drawn for this application, on a grid of 24. */
const PATHS = {
  inbox: 'M4 13l2.5-8h11L20 13v6H4zM4 13h5a3 3 0 006 0h5',
  chart: 'M5 19V11M12 19V5M19 19v-6',
  sliders: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4',
  person: 'M12 12a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM5 20c1-4 4-5 7-5s6 1 7 5',
  search: 'M11 17a6 6 0 100-12 6 6 0 000 12zM16 16l4 4',
  check: 'M5 13l4.5 4.5L19 7',
  filter: 'M4 7h16M7 12h10M10 17h4',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="2">
      <path d={PATHS[name]} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

/** The mark of Countersign. */
export function Mark(): ReactNode {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <rect width="22" height="22" rx="6" fill="var(--accent)" />
      <path
        d="M6 11.5l3.5 3.5L16 7.5"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
