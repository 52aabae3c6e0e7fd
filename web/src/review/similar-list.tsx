import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Json } from '../../../src/contracts/json.js';
import type { Similar } from '../../../src/contracts/review.js';
import { StatusPill } from '../ui/badge.js';
import { RelativeTime } from '../ui/time.js';
import { Visible, Words } from './words.js';

const MOST = 80;

function short(value: Json | null): string {
  const text = value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}

/** What people decided about the nearest earlier requests of this type. */
export function SimilarList({ similar }: { similar: readonly Similar[] }): ReactNode {
  return (
    <ul className="plain-list similar-list">
      {similar.map(({ id, title, status, at, ended, differs, different, same }) => (
        <li key={id}>
          <div className="row">
            <Link href={`/r/${id}`}>
              <Visible text={title} />
            </Link>
            <StatusPill status={status} />
          </div>
          <div>
            <Words spans={ended} />
          </div>
          <div className="dim small">
            <RelativeTime at={at} />
            {different === 0 && same > 0 ? '. The same arguments.' : ''}
          </div>
          {differs.length === 0 ? null : (
            <ul className="differences">
              {differs.map(({ path, then, now }) => (
                <li key={path}>
                  <span className="path">
                    <Visible text={path} />
                  </span>{' '}
                  <span>
                    <Visible text={short(then)} />, now <Visible text={short(now)} />
                  </span>
                </li>
              ))}
              {different > differs.length ? <li className="dim">and {different - differs.length} more differences</li> : null}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
