import { useState, type ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { AuditPage as Found } from '../../../../src/contracts/audit-search.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Select, TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { EmptyState } from '../../ui/states.js';
import { Moment } from '../../ui/time.js';
import { Words } from '../../review/words.js';
import { AUDIT_KINDS } from './audit-kinds.js';
import { Arriving, Form, More } from './parts.js';
import { itemsOf, pathOf, usePages } from './queries.js';

type AuditEntry = Found['items'][number];

const FIELDS = ['kind', 'actor', 'request', 'type', 'text', 'from', 'to'] as const;
type Filters = Record<(typeof FIELDS)[number], string>;

/** What the address says, so that a search can be sent to somebody. */
function filtersOf(params: URLSearchParams): Filters {
  return Object.fromEntries(FIELDS.map((field) => [field, params.get(field) ?? ''])) as Filters;
}

/** As the API takes it: moments with their zone. */
function queryOf({ from, to, ...rest }: Filters): Record<string, string> {
  const moment = (text: string) => (text === '' || Number.isNaN(Date.parse(text)) ? '' : new Date(text).toISOString());
  return { ...rest, from: moment(from), to: moment(to) };
}

export function AuditPage(): ReactNode {
  const [params, setParams] = useSearchParams();
  const filters = filtersOf(params);
  const query = queryOf(filters);
  const list = usePages<AuditEntry>(['audit'], '/v1/audit', query);
  const entries = itemsOf(list);
  const narrowed = FIELDS.some((field) => filters[field] !== '');
  const file = (format: string) => pathOf('/v1/audit', { ...query, sort: 'oldest', format });
  return (
    <Page title="Record">
      <div className="stack">
        <p className="dim m-lead">Every entry of every request, as it was written when it happened. Entries are never changed.</p>
        <Search
          key={params.toString()}
          filters={filters}
          onSearch={(next) => setParams(Object.entries(next).filter(([, value]) => value !== ''))}
        />
        <div className="row">
          <a className="button plain" href={file('csv')} download>
            Export CSV
          </a>
          <a className="button plain" href={file('jsonl')} download>
            Export JSON Lines
          </a>
          <span className="dim small">{narrowed ? 'What the search finds, whole.' : 'Everything.'}</span>
        </div>
        <Arriving query={list} lines={8} />
        {list.data && entries.length === 0 && !list.hasNextPage ? (
          <EmptyState title={narrowed ? 'No entry fits' : 'Nothing has happened yet'} />
        ) : null}
        {list.data && entries.length === 0 && list.hasNextPage ? <p role="status">None among those looked at so far.</p> : null}
        <ol className="m-entries card" aria-label="Entries" hidden={entries.length === 0}>
          {entries.map((entry) => (
            <Entry key={`${entry.requestId} ${entry.seq}`} entry={entry} />
          ))}
        </ol>
        <More query={list} text={entries.length === 0 ? 'Look further back' : 'Show earlier entries'} />
      </div>
    </Page>
  );
}

function Search({ filters, onSearch }: { filters: Filters; onSearch: (filters: Filters) => void }): ReactNode {
  const [now, setNow] = useState(filters);
  const field = (name: keyof Filters) => ({
    value: now[name],
    onChange: (event: { target: { value: string } }) => setNow({ ...now, [name]: event.target.value }),
  });
  const more = FIELDS.filter((name) => name !== 'text' && name !== 'kind').some((name) => filters[name] !== '');
  return (
    <Card className="m-search">
      <Form onSubmit={() => onSearch(now)} label="Search the record">
        <div className="m-filters">
          <TextField label="Text" type="search" placeholder="In the entry or the title" {...field('text')} />
          <Select
            label="What happened"
            options={[{ value: '', text: 'Anything' }, ...AUDIT_KINDS.map(([value, text]) => ({ value, text }))]}
            {...field('kind')}
          />
        </div>
        <details open={more}>
          <summary>More filters</summary>
          <div className="m-filters">
            <TextField label="Who (id)" autoComplete="off" autoCapitalize="off" {...field('actor')} />
            <TextField label="Action type" placeholder="payments.*" autoComplete="off" autoCapitalize="off" {...field('type')} />
            <TextField label="Request (id)" placeholder="req_…" autoComplete="off" {...field('request')} />
            <TextField label="From" type="datetime-local" {...field('from')} />
            <TextField label="Until" type="datetime-local" {...field('to')} />
          </div>
        </details>
        <div className="row">
          <Button kind="primary" type="submit">
            Search
          </Button>
          <Button kind="quiet" onClick={() => onSearch({ kind: '', actor: '', request: '', type: '', text: '', from: '', to: '' })}>
            Clear
          </Button>
        </div>
      </Form>
    </Card>
  );
}

function Entry({ entry }: { entry: AuditEntry }): ReactNode {
  return (
    <li>
      <div className="m-entry-head">
        <div>
          <Words spans={entry.said} />
        </div>
        <span className="dim small when">
          <Moment at={entry.at} />
        </span>
      </div>
      <div className="small">
        <Link href={`/r/${entry.requestId}`}>{entry.title ?? entry.requestId}</Link> <span className="dim">{entry.type}</span>
      </div>
      <details>
        <summary className="small">As it is recorded</summary>
        <pre tabIndex={0} aria-label={`Entry ${entry.seq} of ${entry.requestId}`}>
          {JSON.stringify({ kind: entry.kind, ...bodyOf(entry) }, null, 2)}
        </pre>
        <p className="dim small hash">
          Entry {entry.seq}, SHA-256 <code>{entry.hash}</code>
        </p>
      </details>
    </li>
  );
}

function bodyOf({ body }: AuditEntry): object {
  return typeof body === 'object' && body !== null ? body : { body };
}
