import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { dateOf, hrefOf, problemWith, type Filter, type Period } from './period.js';

const PRESETS = [7, 30, 90] as const;

/** The last days, or dates of one's own; both are addresses, so that a view can be sent to somebody. */
export function PeriodChooser({ period, filter }: { period: Period; filter: Filter }): ReactNode {
  const [open, setOpen] = useState(period.kind === 'between');
  return (
    <div className="stack tight no-print">
      <nav className="periods" aria-label="Period">
        {PRESETS.map((days) => (
          <Link
            key={days}
            href={hrefOf({ kind: 'last', days }, filter)}
            aria-current={!open && period.kind === 'last' && period.days === days ? 'true' : undefined}
            onClick={() => setOpen(false)}
          >
            {days} days
          </Link>
        ))}
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} data-current={open || undefined}>
          Custom
        </button>
      </nav>
      {open ? <Dates period={period} filter={filter} /> : null}
    </div>
  );
}

function Dates({ period, filter }: { period: Period; filter: Filter }): ReactNode {
  const today = new Date();
  const [, navigate] = useLocation();
  const [from, setFrom] = useState(
    period.kind === 'between' ? period.from : dateOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - period.days + 1)),
  );
  const [to, setTo] = useState(period.kind === 'between' ? period.to : dateOf(today));
  const [problem, setProblem] = useState<string | null>(null);
  const show = () => {
    const found = problemWith(from, to, today);
    setProblem(found);
    if (found === null) navigate(hrefOf({ kind: 'between', from, to }, filter));
  };
  return (
    <form
      className="dates"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        show();
      }}
    >
      <TextField
        label="First day"
        type="date"
        value={from}
        max={dateOf(today)}
        onChange={(event) => setFrom(event.target.value)}
        error={problem}
      />
      <TextField label="Last day" type="date" value={to} max={dateOf(today)} onChange={(event) => setTo(event.target.value)} />
      <Button type="submit" kind="primary">
        Show
      </Button>
    </form>
  );
}
