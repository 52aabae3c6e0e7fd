import type { ReactNode } from 'react';
import type { PolicyVersion } from '../../../../src/contracts/policy-editing.js';
import { Note } from '../../ui/card.js';
import { Ago } from './parts.js';
import { useNames } from './queries.js';

/** What is in force, and how what is written here relates to it. */
export function PolicyStanding({
  name,
  versions,
  basedOn,
  dirty,
  kept,
  onDrop,
}: {
  name: string | null;
  versions: readonly PolicyVersion[];
  basedOn: number;
  dirty: boolean;
  kept: boolean;
  onDrop: () => void;
}): ReactNode {
  const active = versions.find((version) => version.active) ?? null;
  const fromFile = versions.some(({ source }) => source !== 'api');
  const nameOf = useNames([active?.madeBy ?? null]);
  if (name === null) return null;
  if (!active) return <Note tone="warn">This policy is not in force. Saving puts it into force again, as the last one.</Note>;
  return (
    <>
      <p className="dim small">
        Version {active.version} is in force, saved <Ago at={active.createdAt} />
        {active.madeBy === null ? (active.source === 'api' ? '' : ', from a file') : `, by ${nameOf(active.madeBy)}`}.
        {dirty ? ' You have changes that are not saved.' : ''}
      </p>
      {kept && dirty ? (
        <Note tone="info">
          This is what you wrote before and did not save, from version {basedOn}.{' '}
          <button type="button" className="m-link" onClick={onDrop}>
            Load version {active.version} instead
          </button>
        </Note>
      ) : null}
      {fromFile ? <Note tone="info">It comes from a file, whose text comes back when the service starts. Change the file too.</Note> : null}
    </>
  );
}
