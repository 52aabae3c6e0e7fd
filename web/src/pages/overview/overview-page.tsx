import type { ReactNode } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from 'wouter';
import type { Stats } from '../../../../src/contracts/stats.js';
import { api } from '../../api/http.js';
import { Card } from '../../ui/card.js';
import { Page } from '../../ui/page.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { DaysCard } from './days-card.js';
import { GroupsCard } from './groups-card.js';
import { NowCard } from './now-card.js';
import { EffectsCard, OutcomesCard } from './outcomes-card.js';
import { apiPath, filterOf, hrefOf, periodOf, type Filter, type Period } from './period.js';
import { PeriodChooser } from './period-chooser.js';
import { ReviewersCard } from './reviewers-card.js';
import { Tiles } from './tiles.js';
import { TimesCard } from './times-card.js';
import { counted, NO_TYPE, NOBODY } from './words.js';
import './overview.css';

/** Figures are for looking back, not for racing: so often is often enough. */
const REFRESH_MS = 60_000;

export default function OverviewPage(): ReactNode {
  const search = useSearch();
  const [period, filter] = [periodOf(search), filterOf(search)];
  const path = apiPath(period, filter, new Date(), Intl.DateTimeFormat().resolvedOptions().timeZone);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['stats', path],
    queryFn: ({ signal }) => api.get<Stats>(path, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title="Overview">
      <div className="stack overview">
        <PeriodChooser period={period} filter={filter} />
        <Narrowed period={period} filter={filter} />
        {data ? (
          <div className="stack" aria-busy={isPlaceholderData}>
            <Figures stats={data} period={period} filter={filter} />
          </div>
        ) : error ? (
          <Card>
            <ErrorState error={error} onRetry={() => void refetch()} />
          </Card>
        ) : (
          <Card>
            <Skeleton lines={8} />
          </Card>
        )}
      </div>
    </Page>
  );
}

/** What the figures are narrowed to, and the way back to all. */
function Narrowed({ period, filter }: { period: Period; filter: Filter }): ReactNode {
  const names = [filter.type, filter.agent].filter((name) => name !== null);
  if (names.length === 0) return null;
  return (
    <p className="narrowed">
      <span>
        Only <strong>{names.join(' by ')}</strong>
      </span>
      <Link href={hrefOf(period, { type: null, agent: null })}>Show everything</Link>
    </p>
  );
}

function Figures({ stats, period, filter }: { stats: Stats; period: Period; filter: Filter }): ReactNode {
  const now = <NowCard undecided={stats.undecided} unknownNow={stats.unknownNow} />;
  if (stats.resolved === 0) {
    return (
      <>
        {now}
        <Card>
          <EmptyState title="Nothing was decided in this period">
            <p>
              {stats.opened === 0
                ? 'No request was opened in it either.'
                : `${counted(stats.opened, 'request')} opened in it, and not decided in it.`}
            </p>
          </EmptyState>
        </Card>
        <ReviewersCard reviewers={stats.reviewers} />
      </>
    );
  }
  return (
    <>
      <Tiles stats={stats} />
      <DaysCard stats={stats} />
      <div className="overview-pair">
        {now}
        <OutcomesCard outcomes={stats.outcomes} resolved={stats.resolved} />
        <TimesCard title="Response time by action type" groups={stats.types.items} nameless={NO_TYPE} all={stats.toResolution} />
        <TimesCard title="Response time by channel" channels={stats.channels} all={stats.toResolution} />
      </div>
      <ReviewersCard reviewers={stats.reviewers} />
      <GroupsCard
        title="By agent"
        groups={stats.agents}
        nameless={NOBODY}
        hrefOf={(name) => (name === null || name === filter.agent ? null : hrefOf(period, { ...filter, agent: name }))}
      />
      <GroupsCard
        title="By action type"
        groups={stats.types}
        nameless={NO_TYPE}
        hrefOf={(name) => (name === null || name === filter.type ? null : hrefOf(period, { ...filter, type: name }))}
      />
      <EffectsCard effects={stats.effects} />
    </>
  );
}
