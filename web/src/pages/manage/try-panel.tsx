import { useId, useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import type { JsonObject } from '../../../../src/contracts/json.js';
import type { PolicyTrialResult } from '../../../../src/contracts/policy-trial.js';
import { api } from '../../api/http.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Select, TextArea, TextField } from '../../ui/field.js';
import { Form, FormError } from './parts.js';
import { errorAt } from './problems.js';
import { useOne } from './queries.js';
import { TrialResult } from './trial-result.js';

interface Sample {
  type: string;
  args: string;
  risk: string;
  confidence: string;
  agent: string;
  requester: string;
  /** As a `datetime-local` field has it; empty: now. */
  at: string;
}

const RISKS = [{ value: '', text: 'As registered' }, ...['low', 'medium', 'high', 'critical'].map((value) => ({ value, text: value }))];

/** The body of the trial, or why there is none. */
function bodyOf({
  type,
  args,
  risk,
  confidence,
  agent,
  requester,
  at,
}: Sample): { ok: true; body: JsonObject } | { ok: false; args: string } {
  const parsed = jsonObject(args.trim() === '' ? '{}' : args);
  if (!parsed.ok) return { ok: false, args: parsed.why };
  const given = (text: string) => text.trim() !== '';
  const action = {
    type: type.trim(),
    args: parsed.value,
    ...(given(risk) ? { risk } : {}),
    ...(given(confidence) ? { confidence: Number(confidence) } : {}),
  };
  return {
    ok: true,
    body: {
      action,
      ...(given(agent) ? { agent: agent.trim() } : {}),
      ...(given(requester) ? { requester: requester.trim() } : {}),
      ...(given(at) ? { at: new Date(at).toISOString() } : {}),
    },
  };
}

function jsonObject(text: string): { ok: true; value: JsonObject } | { ok: false; why: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ok: true, value: value as JsonObject };
    return { ok: false, why: 'This must be a JSON object, such as {"amount": 5}.' };
  } catch (error) {
    return { ok: false, why: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function firstType(document: JsonObject | null): string {
  const match = document?.['match'] as { types?: readonly string[] } | undefined;
  return match?.types?.[0]?.replaceAll('*', 'example') ?? '';
}

/** Evaluates a made-up action against the policies as they would be with the text as it is written now. Nothing is opened. */
export function TryPanel({ document, name, changed }: { document: JsonObject | null; name: string | null; changed: boolean }): ReactNode {
  const list = useId();
  const [sample, setSample] = useState<Sample | null>(null);
  const [json, setJson] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  // A text with problems has no document: the form keeps what the last one without said.
  const [last, setLast] = useState(document);
  if (document && document !== last) setLast(document);
  const types = useOne<{ items: { type: string }[] }>(['action-types'], '/v1/action-types');
  const now: Sample = sample ?? {
    type: firstType(last) || (types.data?.items[0]?.type ?? ''),
    args: '{\n  "amount": 5000\n}',
    risk: '',
    confidence: '',
    agent: '',
    requester: '',
    at: '',
  };
  const trial = useMutation({
    mutationFn: (body: JsonObject) =>
      api.post<PolicyTrialResult>('/v1/policies/try', { ...body, ...(document ? { policies: [document] } : {}) }),
  });
  const set = (more: Partial<Sample>) => setSample({ ...now, ...more });
  const text = (key: keyof Sample) => ({
    value: now[key],
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });

  function run(): void {
    setWrong(null);
    if (json !== null) {
      const parsed = jsonObject(json);
      if (parsed.ok) trial.mutate(parsed.value);
      else setWrong(parsed.why);
      return;
    }
    const made = bodyOf(now);
    if (made.ok) trial.mutate(made.body);
    else setWrong(made.args);
  }

  function change(): void {
    setWrong(null);
    if (json !== null) return setJson(null);
    const made = bodyOf(now);
    setJson(JSON.stringify(made.ok ? made.body : { action: { type: now.type, args: {} } }, null, 2));
  }

  return (
    <Card title="Try it">
      <div className="stack">
        <p className="dim small">
          How an action would be reviewed, by the policies in force{document && changed ? ' and your text in its place' : ''}. Nothing is
          opened and nobody is asked.
        </p>
        {!document && changed ? (
          <p className="dim small">The text has problems, so that {name ?? 'it'} is tried as it is in force.</p>
        ) : null}
        <Form onSubmit={run} label="Try it">
          {json === null ? (
            <>
              <TextField
                label="Action type"
                list={list}
                autoComplete="off"
                autoCapitalize="off"
                error={errorAt(trial.error, '/action/type')}
                {...text('type')}
              />
              <datalist id={list}>
                {[...new Set((types.data?.items ?? []).map(({ type }) => type))].map((type) => (
                  <option key={type} value={type} />
                ))}
              </datalist>
              <TextArea
                label="Arguments (JSON)"
                className="input mono"
                rows={5}
                spellCheck={false}
                error={wrong ?? errorAt(trial.error, '/action/args')}
                {...text('args')}
              />
              <details>
                <summary>More about the action</summary>
                <div className="stack">
                  <div className="m-pair">
                    <Select label="Risk" options={RISKS} error={errorAt(trial.error, '/action/risk')} {...text('risk')} />
                    <TextField
                      label="Confidence"
                      hint="From 0 to 1"
                      inputMode="decimal"
                      error={errorAt(trial.error, '/action/confidence')}
                      {...text('confidence')}
                    />
                  </div>
                  <div className="m-pair">
                    <TextField label="Agent" autoComplete="off" error={errorAt(trial.error, '/agent')} {...text('agent')} />
                    <TextField
                      label="For the person (id)"
                      autoComplete="off"
                      error={errorAt(trial.error, '/requester')}
                      {...text('requester')}
                    />
                  </div>
                  <TextField
                    label="At"
                    type="datetime-local"
                    hint="Your time zone; empty: now"
                    error={errorAt(trial.error, '/at')}
                    {...text('at')}
                  />
                </div>
              </details>
            </>
          ) : (
            <TextArea
              label="The whole trial (JSON)"
              hint="As the API takes it: action, agent, requester, at, reviewers, need and more."
              className="input mono"
              rows={12}
              spellCheck={false}
              value={json}
              error={wrong}
              onChange={(event) => setJson(event.target.value)}
            />
          )}
          <FormError
            error={trial.error}
            fields={
              json === null ? ['/action/type', '/action/args', '/action/risk', '/action/confidence', '/agent', '/requester', '/at'] : []
            }
          />
          <div className="row">
            <Button type="submit" busy={trial.isPending}>
              Try it
            </Button>
            <Button kind="quiet" onClick={change}>
              {json === null ? 'Write it as JSON' : 'Back to the form'}
            </Button>
          </div>
        </Form>
        <div role="status">{trial.data ? <TrialResult result={trial.data} mine={name} /> : null}</div>
      </div>
    </Card>
  );
}
