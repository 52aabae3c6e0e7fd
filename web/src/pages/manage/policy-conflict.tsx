import { useState, type ReactNode } from 'react';
import type { PolicyVersion } from '../../../../src/contracts/policy-editing.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Ago, Arriving, Confirm } from './parts.js';
import { useNames, useOne } from './queries.js';
import { TextDiff } from './text-diff.js';

/** Somebody else saved it meanwhile: both texts, and every way on. Nothing is lost before one is chosen. */
export function PolicyConflict({
  name,
  mine,
  busy,
  onSave,
  onGoOn,
  onTake,
}: {
  name: string;
  mine: string;
  busy: boolean;
  onSave: (basedOn: number) => void;
  onGoOn: (basedOn: number) => void;
  onTake: (theirs: PolicyVersion) => void;
}): ReactNode {
  const list = useOne<{ items: PolicyVersion[] }>(
    ['policy-versions', name, 'conflict'],
    `/v1/policies/${encodeURIComponent(name)}/versions`,
  );
  const theirs = list.data?.items.find(({ active }) => active);
  const nameOf = useNames([theirs?.madeBy ?? null]);
  const [dropping, setDropping] = useState(false);
  if (list.error || !list.data) return <Arriving query={list} />;
  const on = theirs?.version ?? 0;
  return (
    <Card title="Somebody was faster" className="m-conflict">
      <div className="stack">
        {theirs ? (
          <p role="alert">
            Version {theirs.version} was saved <Ago at={theirs.createdAt} />
            {theirs.madeBy === null ? '' : ` by ${nameOf(theirs.madeBy)}`}. Your text is kept, and nothing of it was saved.
          </p>
        ) : (
          <p role="alert">The policy was taken out of force meanwhile. Your text is kept, and nothing of it was saved.</p>
        )}
        {theirs ? <TextDiff before={theirs.text} after={mine} label={`From version ${theirs.version} to your text`} /> : null}
        <div className="row">
          <Button onClick={() => onGoOn(on)}>Go on writing, from {theirs ? `version ${theirs.version}` : 'here'}</Button>
          <Button kind="primary" busy={busy} onClick={() => onSave(on)}>
            Save mine over it
          </Button>
          {theirs ? (
            <Button kind="danger" onClick={() => setDropping(true)}>
              Take theirs
            </Button>
          ) : null}
        </div>
      </div>
      {dropping && theirs ? (
        <Confirm
          title="Drop your text?"
          action="Take theirs"
          busy={false}
          error={null}
          onConfirm={() => onTake(theirs)}
          onClose={() => setDropping(false)}
        >
          <p>What you wrote is then gone.</p>
        </Confirm>
      ) : null}
    </Card>
  );
}
