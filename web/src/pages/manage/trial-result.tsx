import type { ReactNode } from 'react';
import { formatDuration } from '../../../../src/contracts/duration-text.js';
import type { PolicyTrialResult } from '../../../../src/contracts/policy-trial.js';
import { ladderText, missingText, ruleText, TIMER_TEXT } from '../../../../src/contracts/rule-text.js';
import { RiskBadge, StatusPill } from '../../ui/badge.js';
import { Note } from '../../ui/card.js';
import { Moment } from '../../ui/time.js';

type Planned = Extract<PolicyTrialResult, { result: 'planned' }>;

const plain = (ref: string) => ref.replace(/^(group|person):/, '');

const ROUTE: Readonly<Record<Planned['plan']['route'], string>> = {
  review: 'People are asked.',
  auto: 'It passes, and nobody is asked.',
  deny: 'It is refused, and nobody is asked.',
};

const SILENCE: Readonly<Record<Planned['plan']['onTimeout'], string>> = {
  reject: 'it ends unapproved',
  approve: 'it is approved by silence',
  escalate: 'others are asked, once',
};

/** Which rule held, why, and what would happen, in words. */
export function TrialResult({ result, mine }: { result: PolicyTrialResult; mine: string | null }): ReactNode {
  if (result.result === 'refused') {
    return (
      <Note tone="no">
        <strong>It would be refused.</strong> {result.message}
      </Note>
    );
  }
  const { plan } = result;
  const none = plan.reasons.some(({ code }) => code === 'no_policy_matched');
  return (
    <div className="stack m-trial">
      <Note tone={mine !== null && plan.policy.name === mine ? 'ok' : 'info'}>
        {none ? (
          <strong>No policy fits it.</strong>
        ) : (
          <strong>
            {plan.policy.name} decides{plan.policy.name === mine ? ', this policy' : ''}.
          </strong>
        )}{' '}
        {ROUTE[plan.route]}
      </Note>
      <p className="row">
        <StatusPill status={result.status} />
        <RiskBadge risk={plan.risk} />
      </p>
      <section>
        <h3>Why</h3>
        <ul className="m-plain-list">
          {plan.reasons.map(({ text }, index) => (
            <li key={index}>{text}</li>
          ))}
        </ul>
      </section>
      {plan.route === 'review' ? <Review result={result} /> : null}
      {result.runFrom !== null && result.runFrom > result.at ? (
        <p>
          Approved at once, it would run from <Moment at={result.runFrom} />.
        </p>
      ) : null}
    </div>
  );
}

function Review({ result: { plan, asked, missing, stillMissing, next } }: { result: Planned }): ReactNode {
  return (
    <>
      {stillMissing ? (
        <Note tone="no">It would be refused: nobody could fill {missingText(stillMissing, plain)}.</Note>
      ) : missing ? (
        <Note tone="warn">Those listed do not suffice: it takes {missingText(missing, plain)}. Others would be asked at once.</Note>
      ) : null}
      {plan.stages.map((stage, index) => (
        <section key={stage.name}>
          <h3>{plan.stages.length === 1 ? 'Who is asked' : `Stage ${index + 1}: ${stage.name}`}</h3>
          <p>It takes {ruleText(stage.rule, plain)}.</p>
          <ul className="m-plain-list">
            {(asked[index]?.entries ?? []).map(({ ref, people }) => (
              <li key={ref}>
                {plain(ref)}: {people.length === 0 ? 'nobody at that moment' : people.map(whoText).join(', ')}
              </li>
            ))}
            {stage.ladder.map((step, n) => (
              <li key={`step-${n}`}>{sentence(ladderText(step, plain))}</li>
            ))}
          </ul>
        </section>
      ))}
      <section>
        <h3>What happens by itself</h3>
        <ul className="m-plain-list">
          {next.map(({ kind, at, to }, index) => (
            <li key={index}>
              <Moment at={at} />: {TIMER_TEXT[kind]}
              {to.length > 0 ? ` (${to.map(plain).join(', ')})` : ''}
            </li>
          ))}
          <li>
            After {formatDuration(plan.deadlineMs)} without enough votes {SILENCE[plan.onTimeout]}.
          </li>
        </ul>
      </section>
    </>
  );
}

function whoText({ name, standsInFor }: Planned['asked'][number]['entries'][number]['people'][number]): string {
  return standsInFor === null ? name : `${name} in the place of ${standsInFor.name}`;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
