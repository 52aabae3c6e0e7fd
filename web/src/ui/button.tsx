import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from 'wouter';

type Kind = 'plain' | 'primary' | 'danger' | 'quiet';
const className = (kind: Kind, more = '') => `button ${kind} ${more}`.trim();

/** `busy` shows that it works on it, and takes no second click. */
export function Button({
  kind = 'plain',
  busy = false,
  className: more,
  children,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind; busy?: boolean }): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={className(kind, more)}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : rest.onClick?.(event))}
    >
      {busy ? 'One moment…' : children}
    </button>
  );
}

/** A way to another page of the dashboard that looks like a button. */
export function LinkButton({ href, kind = 'plain', children }: { href: string; kind?: Kind; children: ReactNode }): ReactNode {
  return (
    <Link href={href} className={className(kind)}>
      {children}
    </Link>
  );
}
