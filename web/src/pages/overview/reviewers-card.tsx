import type { ReactNode } from 'react';
import type { Stats } from '../../../../src/contracts/stats.js';
import { Card } from '../../ui/card.js';
import { counted, took } from './words.js';

/** Who carries the work: to see who has too much of it, not who is slow. */
export function ReviewersCard({ reviewers }: { reviewers: Stats['reviewers'] }): ReactNode {
  if (reviewers.items.length === 0) return null;
  return (
    <Card title="Reviewers">
      <div className="stack tight">
        <p className="small dim">Whoever is asked in a group need not decide: another member may have. Nights and weekends count.</p>
        <div className="table-scroll" role="region" aria-label="Figures of each reviewer" tabIndex={0}>
          <table className="table numbers">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Waiting</th>
                <th scope="col">Decided</th>
                <th scope="col">Asked</th>
                <th scope="col">Half within</th>
                <th scope="col">9 in 10</th>
              </tr>
            </thead>
            <tbody>
              {reviewers.items.map(({ person, asked, decided, toDecision, openNow }) => (
                <tr key={person.id}>
                  <th scope="row">{person.name}</th>
                  <td>{openNow.toLocaleString()}</td>
                  <td>{decided.toLocaleString()}</td>
                  <td>{asked.toLocaleString()}</td>
                  <td>{took(toDecision.p50Ms)}</td>
                  <td>{took(toDecision.p90Ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {reviewers.more > 0 ? <p className="dim small">{counted(reviewers.more, 'person', 'people')} more with fewer decisions.</p> : null}
      </div>
    </Card>
  );
}
