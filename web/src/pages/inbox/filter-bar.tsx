import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { Dialog, DialogFoot } from '../../ui/dialog.js';
import { Icon } from '../../ui/icon.js';
import { chosenOf, FilterFields, FILTERS, type FilterName } from './filter-fields.js';
import { chipsOf, cleared, SORTS, type InboxQuery } from './query.js';
import { useKnown, type Known } from './use-known.js';

interface Props {
  query: InboxQuery;
  onChange: (query: InboxQuery) => void;
}

/** Whoever types is not asked about every letter. */
const TYPED_MS = 250;

function Search({ query, onChange }: Props): ReactNode {
  const [text, setText] = useState(query.q);
  const [last, setLast] = useState(query.q);
  // Changed by the address: back, forward, a chip taken off.
  if (query.q !== last) {
    setLast(query.q);
    if (query.q !== text.trim()) setText(query.q);
  }
  const latest = useRef({ query, onChange });
  useEffect(() => {
    latest.current = { query, onChange };
  });
  useEffect(() => {
    const wanted = text.trim();
    const timer = setTimeout(() => {
      const now = latest.current;
      if (wanted !== now.query.q) now.onChange({ ...now.query, q: wanted });
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="inbox-search" role="search">
      <Icon name="search" />
      <input
        id="inbox-search"
        className="input"
        type="search"
        aria-label="Search titles, types and arguments"
        placeholder="Search"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (text === '') event.currentTarget.blur();
          else setText('');
        }}
      />
    </div>
  );
}

function Sort({ query, onChange }: Props): ReactNode {
  return (
    <select
      className="input inbox-sort"
      aria-label="Order"
      value={query.sort}
      onChange={(event) => onChange({ ...query, sort: event.target.value as InboxQuery['sort'] })}
    >
      {SORTS.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** A filter's menu; closed by Escape, or by going elsewhere. */
function Menu({ name, text, known, open, onToggle, ...props }: Props & MenuProps): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const away = (event: Event) => {
      if (event.target instanceof Node && !ref.current?.contains(event.target)) onToggle(false);
    };
    document.addEventListener('pointerdown', away);
    document.addEventListener('focusin', away);
    return () => {
      document.removeEventListener('pointerdown', away);
      document.removeEventListener('focusin', away);
    };
  }, [open, onToggle]);
  const n = chosenOf(name, props.query);
  return (
    <div
      className="filter-menu"
      ref={ref}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        onToggle(false);
        ref.current?.querySelector('button')?.focus();
      }}
    >
      <Button aria-expanded={open} aria-haspopup="true" className={n > 0 ? 'on' : ''} onClick={() => onToggle(!open)}>
        {text}
        {n > 0 ? <span className="filter-n">{n}</span> : null}
      </Button>
      {open ? (
        <div className="filter-panel">
          <FilterFields name={name} known={known} {...props} />
        </div>
      ) : null}
    </div>
  );
}
interface MenuProps {
  name: FilterName;
  text: string;
  known: Known;
  open: boolean;
  onToggle: (open: boolean) => void;
}

function filtersFor({ scope }: InboxQuery): typeof FILTERS {
  // What waits is open.
  return FILTERS.filter(([name]) => name !== 'state' || scope !== 'waiting');
}

function Menus(props: Props): ReactNode {
  const [open, setOpen] = useState<FilterName | null>(null);
  const known = useKnown(open !== null);
  return (
    <div className="filter-menus" role="group" aria-label="Filters">
      {filtersFor(props.query).map(([name, text]) => (
        <Menu
          key={name}
          {...props}
          {...{ name, text, known }}
          open={open === name}
          onToggle={(wanted) => setOpen((now) => (wanted ? name : now === name ? null : now))}
        />
      ))}
    </div>
  );
}

function Sheet({ query, onChange, onClose }: Props & { onClose: () => void }): ReactNode {
  const known = useKnown(true);
  const [draft, setDraft] = useState(query);
  return (
    <Dialog title="Filters and order" onClose={onClose}>
      <div className="filter-sheet">
        <Sort query={draft} onChange={setDraft} />
        {filtersFor(query).map(([name]) => (
          <FilterFields key={name} name={name} known={known} query={draft} onChange={setDraft} />
        ))}
      </div>
      <DialogFoot>
        <Button onClick={() => setDraft(cleared(draft))}>Clear all</Button>
        <Button
          kind="primary"
          onClick={() => {
            onChange(draft);
            onClose();
          }}
        >
          Show
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function Chips({ query, onChange }: Props): ReactNode {
  const chips = chipsOf(query);
  if (chips.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label="Active filters">
      {chips.map(({ key, text, without }) => (
        <li key={key}>
          <Button className="chip" onClick={() => onChange(without)}>
            {text}
            <span aria-hidden="true">✕</span>
            <span className="unseen">: take this filter off</span>
          </Button>
        </li>
      ))}
      <li>
        <Button kind="quiet" onClick={() => onChange(cleared(query))}>
          Clear all
        </Button>
      </li>
    </ul>
  );
}

/** What narrows and orders the list: a bar where there is room, a sheet on a phone. */
export function FilterBar({ query, onChange, desk }: Props & { desk: boolean }): ReactNode {
  const [sheet, setSheet] = useState(false);
  const n = chipsOf({ ...query, q: '' }).length;
  const props = { query, onChange };
  return (
    <>
      <div className="inbox-bar">
        <Search {...props} />
        {desk ? (
          <>
            <Menus {...props} />
            <Sort {...props} />
          </>
        ) : (
          <Button aria-haspopup="dialog" className={n > 0 ? 'on' : ''} onClick={() => setSheet(true)}>
            <Icon name="filter" />
            <span className="unseen">Filters and order</span>
            {n > 0 ? <span className="filter-n">{n}</span> : null}
          </Button>
        )}
      </div>
      <Chips {...props} />
      {sheet ? <Sheet {...props} onClose={() => setSheet(false)} /> : null}
    </>
  );
}
