import { useId, type ReactNode } from 'react';

/** A part of a page with a heading of its own. */
export function Card({ title, children, className = '' }: { title?: ReactNode; children: ReactNode; className?: string }): ReactNode {
  const id = useId();
  if (title === undefined) return <div className={`card ${className}`}>{children}</div>;
  return (
    <section className={`card ${className}`} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

export type Tone = 'plain' | 'ok' | 'no' | 'warn' | 'info';

/** Something said about the page or a part of it. */
export function Note({ tone = 'info', children, role }: { tone?: Tone; children: ReactNode; role?: 'status' | 'alert' }): ReactNode {
  return (
    <div className={`note ${tone}`} role={role}>
      {children}
    </div>
  );
}

/** Term and description, in pairs; pairs without a description are left out. */
export function Facts({ facts }: { facts: readonly (readonly [term: string, description: ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {facts
        .filter(([, description]) => description !== null && description !== undefined && description !== '')
        .map(([term, description]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{description}</dd>
          </div>
        ))}
    </dl>
  );
}
