import { useCallback, useRef, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { Counts } from '../../../../src/contracts/inbox.js';
import type { ReviewView } from '../../../../src/contracts/review.js';
import type { RequestSummary } from '../../../../src/contracts/view.js';
import { useSession } from '../../api/session.js';
import type { FormVerb } from '../../review/forms.js';
import { useKeys } from '../../review/shortcuts.js';
import { Button } from '../../ui/button.js';
import { Note } from '../../ui/card.js';
import { onServer } from '../../ui/on-server.js';
import { ErrorState } from '../../ui/states.js';
import { announce } from '../../ui/toast.js';
import { Ask, type Asking } from './ask.js';
import { InboxCard } from './card.js';
import { EmptyList } from './empty.js';
import { whyNotHere } from './in-full.js';
import { Preview, type Deciding } from './preview.js';
import { addressOf, type InboxQuery } from './query.js';
import { Row } from './row.js';
import { StepUpDialog } from './step-up-dialog.js';
import { useGone } from './use-gone.js';
import { useInboxSay } from './use-inbox-say.js';
import { useLeaving } from './use-leaving.js';
import { useList } from './use-list.js';
import { PageList, PaneList } from './virtual-list.js';

/** Where each list was left, so that coming back from a request finds it there. */
const places = new Map<string, { id: string | null; px: number }>();

function LoadingRows({ desk }: { desk: boolean }): ReactNode {
  return (
    <div role="status" className="inbox-loading">
      <span className="unseen">Loading…</span>
      {Array.from({ length: desk ? 6 : 3 }, (_, index) => (
        <span key={index} className="skeleton" style={{ height: desk ? 84 : 180 }} aria-hidden="true" />
      ))}
    </div>
  );
}

/** As many as a phone shows of a list before it scrolls. */
const FIRST_ROWS = 4;

/** What a phone shows first, drawn where nothing can be measured; where there is room for the preview, it waits to be drawn there. */
function FirstCards({ rows, decidable }: { rows: readonly RequestSummary[]; decidable: boolean }): ReactNode {
  const nothing = () => undefined;
  return (
    <>
      <div className="inbox-news" />
      <ul className="inbox-first" aria-label="Requests">
        {rows.slice(0, FIRST_ROWS).map((row) => (
          <li key={row.id}>
            <InboxCard
              row={row}
              selected={false}
              decidable={decidable && row.status === 'pending'}
              onApprove={nothing}
              onReject={nothing}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The first thing that whoever is asked would say to it. */
function firstVerb({ may }: ReviewView): 'approve' | 'answer' | 'settle' | null {
  return (['approve', 'answer', 'settle'] as const).find((verb) => may.verbs.includes(verb)) ?? null;
}

export function InboxList({ query, desk, counts }: { query: InboxQuery; desk: boolean; counts: Counts | undefined }): ReactNode {
  const address = addressOf(query);
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { person } = useSession();
  const list = useList(query);
  const waiting = query.scope === 'waiting';
  const { ids: gone, leave, back, quiet } = useGone(waiting);
  const { rows, leaving, settling } = useLeaving(
    list.rows.filter(({ id }) => !gone.has(id)),
    list.offset,
  );
  const [kept] = useState(() => places.get(address) ?? { id: null, px: 0 });
  const [chosen, setChosen] = useState<{ id: string | null; at: number }>({ id: kept.id, at: 0 });
  const [asking, setAsking] = useState<Asking | null>(null);

  // The first that is shown is chosen for good: what comes or goes later puts nothing else under the hand.
  const selected = chosen.id;
  const [first] = rows;
  if (desk && selected === null && first) setChosen({ id: first.id, at: 0 });
  const at = rows.findIndex(({ id }) => id === selected);
  const place = useRef(kept);
  const keep = (change: Partial<typeof kept>) => {
    place.current = { ...place.current, ...change };
    places.set(address, place.current);
  };
  const choose = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setChosen({ id: row.id, at: index });
    keep({ id: row.id });
  };

  const { refresh } = list;
  const settled = useCallback((id: string) => void refresh().then(() => back(id)), [refresh, back]);
  const [departing, setDeparting] = useState<string | null>(null);
  const depart = useCallback(
    (id: string) => {
      leave(id);
      setDeparting(id);
    },
    [leave],
  );
  const say = useInboxSay({ leave: depart, back, settled });

  // What was decided here goes, and the next one is shown. What was decided elsewhere stays in the preview, which says so: nothing else comes
  // under a hand that is about to click.
  if (departing !== null && !leaving.has(departing)) {
    if (departing === selected && at < 0) setChosen({ id: rows[Math.min(chosen.at, rows.length - 1)]?.id ?? null, at: chosen.at });
    setDeparting(null);
  }

  const approve = (review: ReviewView) => {
    if (quiet) return;
    const { view } = review;
    if (review.forms.commentNeeded.includes('approve')) return setAsking({ verb: 'approve', id: view.id, title: view.action?.title ?? '' });
    setChosen({ id: view.id, at: Math.max(0, at) });
    say.now(view, view.action?.title ?? view.id, { verb: 'approve' });
  };
  const ask = (verb: FormVerb, id: string, title: string) => {
    setChosen({ id, at: Math.max(0, at) });
    setAsking({ verb, id, title });
  };
  const deciding: Deciding = {
    quiet,
    approve,
    ask: (verb, { view }) => ask(verb, view.id, view.action?.title ?? view.id),
    claim: ({ view }) => say.now(view, view.action?.title ?? view.id, { verb: 'claim' }),
  };
  const approveRow = (row: RequestSummary) => {
    if (settling || quiet) return;
    setChosen({ id: row.id, at: rows.indexOf(row) });
    say.now(row, row.title ?? row.id, { verb: 'approve' });
  };
  const open = (id: string) => navigate(`/r/${id}`);

  /** What the preview shows in full; null while it is on its way. */
  const shown = (): ReviewView | null => (selected === null ? null : (client.getQueryData<ReviewView>(['review', selected]) ?? null));
  const row = rows[at];
  const onReview = (act: (review: ReviewView) => void) => () => {
    const review = desk ? shown() : null;
    if (review) act(review);
  };
  useKeys({
    j: () => choose(at < 0 ? chosen.at : Math.min(rows.length - 1, at + 1)),
    k: () => choose(at < 0 ? chosen.at : Math.max(0, at - 1)),
    ArrowDown: () => choose(Math.min(rows.length - 1, at + 1)),
    ArrowUp: () => choose(Math.max(0, at - 1)),
    o: () => selected !== null && open(selected),
    c: onReview((review) => (review.may.verbs.includes('claim') ? deciding.claim(review) : announce('You cannot take this one.', 'info'))),
    e: desk
      ? onReview((review) =>
          review.may.verbs.includes('edit') ? deciding.ask('edit', review) : announce('It cannot be changed by you now.', 'info'),
        )
      : () => row && ask('edit', row.id, row.title ?? row.id),
    r: desk
      ? onReview((review) =>
          review.may.verbs.includes('reject') || review.may.verbs.includes('deny')
            ? deciding.ask('reject', review)
            : announce(review.may.nothing ?? 'You cannot reject this one.', 'info'),
        )
      : () => row && waiting && ask('reject', row.id, row.title ?? row.id),
    a: desk
      ? onReview((review) => {
          const verb = firstVerb(review);
          if (verb === 'approve') approve(review);
          else if (verb) deciding.ask(verb, review);
          else announce(review.may.nothing ?? review.may.noApproval ?? 'You cannot approve this one.', 'info');
        })
      : () => row && waiting && (whyNotHere(row) === null ? approveRow(row) : open(row.id)),
  });

  const decidable = waiting && person.role !== 'viewer';
  if (onServer && rows.length > 0) return <FirstCards rows={rows} decidable={decidable} />;
  const common = {
    label: 'Requests',
    ...{ rows, leaving, settling, offset: list.offset, more: list.more, back: list.back },
    total: counts && counts.capped.length === 0 && addressOf({ ...query, sort: 'newest' }) === '/' ? counts.waiting : null,
    inSight: at >= 0 ? at : null,
    start: kept.px,
    onScroll: (px: number) => keep({ px }),
  };
  if (list.state === 'loading') return <LoadingRows desk={desk} />;
  if (list.state === 'failed') return <ErrorState error={list.error} onRetry={() => void list.refresh()} />;
  return (
    <>
      {list.stale ? (
        <Note tone="warn" role="status">
          The list could not be brought up to date. <Button onClick={() => void list.refresh()}>Try again</Button>
        </Note>
      ) : null}
      <div className="inbox-news" role="status">
        {list.held > 0 ? (
          <Button kind="primary" onClick={list.admit}>
            {list.held} new
          </Button>
        ) : null}
      </div>
      {rows.length === 0 && list.offset === 0 ? (
        <EmptyList query={query} total={counts?.total ?? null} />
      ) : desk ? (
        <div className="inbox-desk">
          <PaneList {...common}>
            {(each, index) => (
              <Row row={each} selected={each.id === selected} onSelect={() => choose(index)} onOpen={() => open(each.id)} />
            )}
          </PaneList>
          {selected === null ? null : <Preview key={selected} id={selected} deciding={deciding} />}
        </div>
      ) : (
        <PageList {...common}>
          {(each) => (
            <InboxCard
              row={each}
              selected={each.id === selected}
              decidable={decidable && each.status === 'pending'}
              onApprove={() => approveRow(each)}
              onReject={() => ask('reject', each.id, each.title ?? each.id)}
            />
          )}
        </PageList>
      )}
      {asking ? <Ask key={asking.id + asking.verb} {...asking} say={say} onClose={() => setAsking(null)} /> : null}
      {say.stepUp ? <StepUpDialog problem={say.stepUp} onClose={say.clearStepUp} /> : null}
    </>
  );
}
