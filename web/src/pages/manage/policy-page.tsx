import { useEffect, useState, type ReactNode } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import type { PolicyCheckResult, PolicyVersion } from '../../../../src/contracts/policy-editing.js';
import type { StoredPolicy } from '../../../../src/contracts/policy.js';
import { api, ApiProblem } from '../../api/http.js';
import { Button, LinkButton } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Page } from '../../ui/page.js';
import { announce } from '../../ui/toast.js';
import { Arriving, Confirm, FormError } from './parts.js';
import { PolicyConflict } from './policy-conflict.js';
import { keepDraft, keptDraft } from './policy-draft.js';
import { PolicyStanding } from './policy-standing.js';
import { PolicyText } from './policy-text.js';
import { useDoing, useOne, useSettled } from './queries.js';
import { TryPanel } from './try-panel.js';
import { typed } from './typed.js';
import type { Loaded } from './yaml-editor.js';

const FIRST = `# Which actions it is for: globs over their types, and a condition.
match:
  types: ["payments.*"]
  # when: action.args.amount > 1000
reviewers: [group:reviewers]
deadline: 4h
# What happens when nobody answers: reject, escalate or approve.
onTimeout: reject
`;

/** As the API takes names. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** A change is checked once the typing pauses this long, milliseconds. */
const PAUSE_MS = 350;

type Saved = { policy: StoredPolicy; changed: boolean };

export function PolicyPage({ name }: { name: string | null }): ReactNode {
  const list = useOne<{ items: PolicyVersion[] }>(['policy-versions', name], `/v1/policies/${name ?? ''}/versions`, {
    enabled: name !== null,
  });
  if (name === null) return <Editing name={null} versions={[]} />;
  if (list.data) return <Editing name={name} versions={list.data.items} />;
  return (
    <Page title={name}>
      <Arriving query={list} lines={8} />
    </Page>
  );
}

function Editing({ name, versions }: { name: string | null; versions: readonly PolicyVersion[] }): ReactNode {
  const [, go] = useLocation();
  const [start] = useState(() => startOf(name, versions));
  const [loaded, setLoaded] = useState<Loaded>(start);
  const [text, setText] = useState(start.text);
  const [basedOn, setBasedOn] = useState(start.basedOn);
  const [fresh, setFresh] = useState('');
  const [nameless, setNameless] = useState<string | null>(null);
  const [overtaken, setOvertaken] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const active = versions.find((version) => version.active) ?? null;
  const based = versions.find(({ version }) => version === basedOn);
  const dirty = text !== (based?.text ?? (name === null ? FIRST : ''));
  const settled = useSettled(text, PAUSE_MS);
  const check = useCheck(name, settled);
  const result = settled === text ? check : undefined;

  useEffect(() => keepDraft(name, dirty ? { text, basedOn } : null), [name, dirty, text, basedOn]);
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [dirty]);

  const save = useDoing(
    ({ on }: { on: number }) => {
      const to = name ?? result?.name ?? fresh.trim();
      return api.text<Saved>('PUT', `/v1/policies/${encodeURIComponent(to)}?basedOn=${on}`, text, 'application/yaml');
    },
    {
      keys: ['policies', 'policy-versions', 'policy-check'],
      said: ({ policy, changed }) =>
        changed ? `Version ${policy.version} of ${policy.name} is in force.` : 'Saved. It says the same as before, so the version stays.',
      then: ({ policy }) => {
        keepDraft(name, null);
        setOvertaken(false);
        setBasedOn(policy.version);
        if (name === null) go(`/manage/policies/${policy.name}`, { replace: true });
      },
    },
  );
  const remove = useDoing(() => api.delete<null>(`/v1/policies/${name ?? ''}`), {
    keys: ['policies', 'policy-versions'],
    said: `${name ?? ''} is no longer in force.`,
    then: () => {
      keepDraft(name, null);
      go('/manage/policies');
    },
  });
  const tooLate = save.error instanceof ApiProblem && save.error.code === 'policy_changed';

  function submit(): void {
    if (result && !result.ok) return announce('It has problems. They are listed below the text.', 'info');
    const unnamed = name === null && !result?.name && !NAME.test(fresh.trim());
    setNameless(unnamed ? 'Give it a name: letters, digits and . _ - only.' : null);
    if (unnamed) return;
    save.mutate(
      { on: basedOn },
      { onError: (problem) => setOvertaken(problem instanceof ApiProblem && problem.code === 'policy_changed') },
    );
  }

  return (
    <Page
      title={name ?? 'New policy'}
      side={name === null ? null : <LinkButton href={`/manage/policies/${name}/history`}>History</LinkButton>}
    >
      <p className="m-crumbs">
        <Link href="/manage/policies">All policies</Link>
      </p>
      <div className="m-policy-grid">
        <div className="stack">
          <PolicyStanding name={name} versions={versions} basedOn={basedOn} dirty={dirty} kept={start.kept} onDrop={() => take(active)} />
          {name === null ? (
            <TextField
              label="Name"
              hint="Lower case, such as large-refunds. A name in the text holds before this one."
              autoComplete="off"
              autoCapitalize="off"
              {...typed(fresh, setFresh, nameless)}
            />
          ) : null}
          <PolicyText loaded={loaded} onChange={setText} result={result} />
          {overtaken ? (
            <PolicyConflict
              name={name ?? result?.name ?? fresh.trim()}
              mine={text}
              busy={save.isPending}
              onSave={(on) => save.mutate({ on })}
              onGoOn={(on) => {
                setBasedOn(on);
                setOvertaken(false);
              }}
              onTake={(theirs) => {
                setOvertaken(false);
                take(theirs);
              }}
            />
          ) : null}
          {tooLate ? null : <FormError error={save.error} />}
          <div className="row">
            <Button kind="primary" busy={save.isPending} onClick={submit}>
              Save
            </Button>
            {dirty && active ? <Button onClick={() => take(active)}>Drop my changes</Button> : null}
            {active ? (
              <Button kind="danger" className="m-far" onClick={() => setLeaving(true)}>
                Take out of force
              </Button>
            ) : null}
          </div>
        </div>
        <TryPanel document={result?.document ?? null} name={name ?? result?.name ?? null} changed={dirty} />
      </div>
      {leaving ? (
        <Confirm
          title={`Take ${name ?? ''} out of force?`}
          action="Take out of force"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined)}
          onClose={() => setLeaving(false)}
        >
          <p>
            Actions that it fits are then reviewed by the next policy that does, or by the default reviewers. Open requests keep the plan
            they have.
          </p>
          <p>
            Its versions stay on record, and you can save it again. A policy from a file comes back when the service starts with that file.
          </p>
        </Confirm>
      ) : null}
    </Page>
  );

  function take(version: PolicyVersion | null): void {
    const taken = version?.text ?? FIRST;
    setLoaded({ text: taken });
    setText(taken);
    setBasedOn(version?.active ? version.version : 0);
  }
}

function startOf(name: string | null, versions: readonly PolicyVersion[]): { text: string; basedOn: number; kept: boolean } {
  const draft = keptDraft(name);
  if (draft) return { ...draft, kept: true };
  const active = versions.find((version) => version.active);
  return { text: (active ?? versions[0])?.text ?? FIRST, basedOn: active?.version ?? 0, kept: false };
}

function useCheck(name: string | null, text: string): PolicyCheckResult | undefined {
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['policy-check', name, text],
    queryFn: ({ signal }) => api.post<PolicyCheckResult>('/v1/policies/check', { text, ...(name === null ? {} : { name }) }, { signal }),
    placeholderData: keepPreviousData,
    // People, groups and the other policies may change meanwhile.
    staleTime: 10_000,
  });
  return isPlaceholderData ? undefined : data;
}
