import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { PolicyVersion } from '../../../../src/contracts/policy-editing.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Select } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { Moment } from '../../ui/time.js';
import { Arriving } from './parts.js';
import { keepDraft } from './policy-draft.js';
import { useNames, useOne } from './queries.js';
import { TextDiff } from './text-diff.js';

/** Every version, what each changed, and a way back to it. */
export function PolicyHistoryPage({ name }: { name: string }): ReactNode {
  const list = useOne<{ items: PolicyVersion[] }>(['policy-versions', name], `/v1/policies/${name}/versions`);
  const { data } = list;
  const nameOf = useNames(data?.items.map(({ madeBy }) => madeBy) ?? []);
  return (
    <Page title={`History of ${name}`}>
      <p className="m-crumbs">
        <Link href="/manage/policies">All policies</Link> / <Link href={`/manage/policies/${name}`}>{name}</Link>
      </p>
      <Arriving query={list} lines={6} />
      {data ? <Versions name={name} versions={data.items} nameOf={nameOf} /> : null}
    </Page>
  );
}

function byWhom({ madeBy, source }: PolicyVersion, nameOf: (id: string) => string): string {
  if (madeBy !== null) return `by ${nameOf(madeBy)}`;
  return source === 'api' ? '' : 'from a file';
}

function Versions({
  name,
  versions,
  nameOf,
}: {
  name: string;
  versions: readonly PolicyVersion[];
  nameOf: (id: string) => string;
}): ReactNode {
  const [, go] = useLocation();
  const [after, setAfter] = useState(versions[0]?.version ?? 1);
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = versions.find(({ version }) => version === after);
  const earlier = versions.find(({ version }) => version === (chosen ?? after - 1));
  const active = versions.find((version) => version.active);
  const options = versions.map((version) => ({
    value: String(version.version),
    text: `Version ${version.version}${version.active ? ' (in force)' : ''}`,
  }));
  return (
    <div className="m-policy-grid">
      <Card title="Versions">
        <ol className="m-versions" reversed>
          {versions.map((version) => (
            <li key={version.version}>
              <button
                type="button"
                aria-pressed={version.version === after}
                onClick={() => {
                  setAfter(version.version);
                  setChosen(null);
                }}
              >
                <span className="row">
                  <strong>Version {version.version}</strong>
                  {version.active ? <Badge tone="ok">in force</Badge> : null}
                </span>
                <span className="dim small">
                  <Moment at={version.createdAt} /> {byWhom(version, nameOf)}
                </span>
              </button>
            </li>
          ))}
        </ol>
      </Card>
      <Card title="What changed">
        <div className="stack">
          <div className="m-pair">
            <Select
              label="From"
              options={[{ value: '0', text: 'Nothing' }, ...options]}
              value={String(earlier?.version ?? 0)}
              onChange={(event) => setChosen(Number(event.target.value))}
            />
            <Select label="To" options={options} value={String(after)} onChange={(event) => setAfter(Number(event.target.value))} />
          </div>
          <TextDiff before={earlier?.text ?? ''} after={shown?.text ?? ''} label="What changed" />
          {shown && !shown.active ? (
            <div className="row">
              <Button
                onClick={() => {
                  keepDraft(name, { text: shown.text, basedOn: active?.version ?? 0 });
                  go(`/manage/policies/${name}`);
                }}
              >
                Write on from version {shown.version}
              </Button>
            </div>
          ) : null}
        </div>
      </Card>
    </div>
  );
}
