import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import type { Counts, Scope } from '../../../../src/contracts/inbox.js';
import { api } from '../../api/http.js';
import { ShortcutsDialog, useKeys } from '../../review/shortcuts.js';
import { Button } from '../../ui/button.js';
import { Page } from '../../ui/page.js';
import { Tabs } from '../../ui/tabs.js';
import { FilterBar } from './filter-bar.js';
import { InboxList } from './inbox-list.js';
import { addressOf, queryOf, type InboxQuery } from './query.js';
import { useDesk } from './use-desk.js';
import './inbox.css';

const SCOPES: readonly (readonly [Scope, string, 'waiting' | 'total' | 'decided'])[] = [
  ['waiting', 'Waiting for me', 'waiting'],
  ['all', 'All', 'total'],
  ['decided', 'Decided', 'decided'],
];

const KEYS = [
  ['j', 'Next request'],
  ['k', 'Previous request'],
  ['a', 'Approve (answer, settle)'],
  ['r', 'Reject: send back or deny'],
  ['e', 'Edit the arguments'],
  ['c', 'Take it for yourself'],
  ['o', 'Open it, as Enter does'],
  ['/', 'Search'],
  ['?', 'These keys'],
  ['Esc', 'Close what is open'],
] as const;

function countText(counts: Counts | undefined, figure: 'waiting' | 'total' | 'decided'): string | null {
  if (!counts) return null;
  return counts[figure].toLocaleString('en') + (counts.capped.includes(figure) ? '+' : '');
}

const focusSearch = { '/': () => document.getElementById('inbox-search')?.focus() };

/** The queue: what waits for whoever is signed in, all there is, and what they decided on. */
export function InboxPage(): ReactNode {
  const query = queryOf(useSearch());
  const address = addressOf(query);
  const [, navigate] = useLocation();
  const [help, setHelp] = useState(false);
  const desk = useDesk();
  const { data: counts } = useQuery({ queryKey: ['counts'], queryFn: ({ signal }) => api.get<Counts>('/v1/requests/counts', { signal }) });
  useKeys(focusSearch);
  useKeys({ '?': () => setHelp(true) });
  // Letters that are typed one after another are one step back.
  const change = (next: InboxQuery) => navigate(addressOf(next), { replace: next.q !== query.q && next.q !== '' && query.q !== '' });
  const tabs = SCOPES.map(([scope, text, figure]) => ({
    href: addressOf({ ...query, scope, state: scope === 'waiting' ? null : query.state }),
    text,
    count: countText(counts, figure),
    current: scope === query.scope,
  }));
  return (
    <div className="inbox">
      <Page
        title="Inbox"
        side={
          <>
            <Tabs label="Requests" tabs={tabs} />
            {desk ? (
              <Button kind="quiet" aria-label="Keys" onClick={() => setHelp(true)}>
                <kbd>?</kbd>
              </Button>
            ) : null}
          </>
        }
      >
        <FilterBar query={query} onChange={change} desk={desk} />
        <InboxList key={address} query={query} desk={desk} counts={counts} />
      </Page>
      {help ? <ShortcutsDialog keys={KEYS} onClose={() => setHelp(false)} /> : null}
    </div>
  );
}
