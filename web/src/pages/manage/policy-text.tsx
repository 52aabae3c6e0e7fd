import { lazy, Suspense, useId, useState, type ReactNode } from 'react';
import type { PolicyCheckResult, PolicyTextProblem } from '../../../../src/contracts/policy-editing.js';
import { Skeleton } from '../../ui/states.js';
import type { Loaded, Place } from './yaml-editor.js';

// The largest part of the application by far, for the few who write policies.
const YamlEditor = lazy(() => import('./yaml-editor.js'));

const NOTHING: readonly PolicyTextProblem[] = [];

/** The editor, and below it what is wrong with the text, each with a way to its place. */
export function PolicyText({
  loaded,
  onChange,
  result,
}: {
  loaded: Loaded;
  onChange: (text: string) => void;
  result: PolicyCheckResult | undefined;
}): ReactNode {
  const id = useId();
  const [goTo, setGoTo] = useState<Place | null>(null);
  const problems = result?.problems ?? NOTHING;
  return (
    <div className="stack tight">
      <h2 id={`${id}-label`}>The policy, as YAML</h2>
      <Suspense fallback={<Skeleton lines={10} />}>
        <YamlEditor
          loaded={loaded}
          onChange={onChange}
          problems={problems}
          label="The policy, as YAML"
          describedBy="Problems are listed below while you type."
          goTo={goTo}
        />
      </Suspense>
      <div role="status" className="m-problems">
        <p className={result && !result.ok ? 'bad' : 'dim'}>{verdict(result)}</p>
        <ul>
          {problems.map(({ line, column, severity, field, message }, index) => (
            <li key={index} className={severity}>
              <button type="button" onClick={() => setGoTo((before) => ({ line, column, n: (before?.n ?? 0) + 1 }))}>
                <strong>
                  {severity === 'error' ? 'Line' : 'Hint, line'} {line}
                </strong>
                {field === '' ? '' : ` (${field})`}: {message}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function verdict(result: PolicyCheckResult | undefined): string {
  if (!result) return 'Checking…';
  const errors = result.problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return errors === 1 ? '1 problem keeps it from being saved:' : `${errors} problems keep it from being saved:`;
  if (result.sameAs !== null) return `No problems. It says the same as version ${result.sameAs}.`;
  return result.problems.length === 0 ? 'No problems.' : 'It can be saved. Look at this first:';
}
