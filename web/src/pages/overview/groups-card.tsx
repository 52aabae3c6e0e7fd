import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Stats, StatsGroup } from '../../../../src/contracts/stats.js';
import { Card } from '../../ui/card.js';
import { Breakable } from './breakable.js';
import { counted, percent, took } from './words.js';

/** A line of figures for each agent or action type; its name narrows the page to it. */
export function GroupsCard({
  title,
  groups,
  nameless,
  hrefOf,
}: {
  title: string;
  groups: Stats['agents'];
  nameless: string;
  hrefOf: (name: string | null) => string | null;
}): ReactNode {
  return (
    <Card title={title}>
      <div className="table-scroll" role="region" aria-label={`Figures ${title.toLowerCase()}`} tabIndex={0}>
        <table className="table numbers">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Resolved</th>
              <th scope="col">Approved</th>
              <th scope="col">Half within</th>
              <th scope="col">Edited</th>
              <th scope="col">Rejected</th>
              <th scope="col">Timed out</th>
              <th scope="col">By policy</th>
            </tr>
          </thead>
          <tbody>
            {groups.items.map((group) => (
              <Line key={group.name ?? ''} group={group} name={group.name ?? nameless} href={hrefOf(group.name)} />
            ))}
          </tbody>
        </table>
      </div>
      {groups.more > 0 ? <p className="dim small">{counted(groups.more, 'more', 'more')} with fewer requests.</p> : null}
    </Card>
  );
}

function Line({ group, name, href }: { group: StatsGroup; name: string; href: string | null }): ReactNode {
  const { outcomes, resolved, approvalRate, toResolution } = group;
  return (
    <tr>
      <th scope="row">
        {href === null ? (
          <Breakable name={name} />
        ) : (
          <Link href={href}>
            <Breakable name={name} />
          </Link>
        )}
      </th>
      <td>{resolved.toLocaleString()}</td>
      <td>{percent(approvalRate)}</td>
      <td>{took(toResolution.p50Ms)}</td>
      <td>{outcomes.approvedEdited.toLocaleString()}</td>
      <td>{(outcomes.rejected + outcomes.denied).toLocaleString()}</td>
      <td>{(outcomes.timedOut + outcomes.approvedBySilence).toLocaleString()}</td>
      <td>{(outcomes.approvedAutomatically + outcomes.refusedByPolicy).toLocaleString()}</td>
    </tr>
  );
}
