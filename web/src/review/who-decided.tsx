import type { ReactNode } from 'react';
import type { PeopleNow, ReviewView } from '../../../src/contracts/review.js';
import { Badge } from '../ui/badge.js';
import { Moment } from '../ui/time.js';
import { Quote, Words } from './words.js';

type StageNow = PeopleNow['stages'][number];
type Said = PeopleNow['decisions'][number];

const VOTE_TONE = { approve: 'ok', deny: 'no', abstain: 'plain' } as const;
const STATE = { done: ['ok', 'done'], now: ['warn', 'now'], later: ['plain', 'later'] } as const;

function Seats({ filled, need }: { filled: number; need: number }): ReactNode {
  return (
    <p className="seats">
      <span className="dots" aria-hidden="true">
        {Array.from({ length: Math.min(need, 12) }, (_, index) => (
          <span key={index} className={index < filled ? 'seat filled' : 'seat'} />
        ))}
      </span>
      <strong>
        {filled} of {need}
      </strong>
    </p>
  );
}

function Stage({
  stage,
  seats,
  named,
  simple,
}: {
  stage: StageNow;
  seats: { filled: number; need: number } | null;
  named: boolean;
  simple: boolean;
}): ReactNode {
  return (
    <div className="stage">
      {named ? (
        <div className="row">
          <strong>{stage.name}</strong>
          {stage.state === null ? null : <Badge tone={STATE[stage.state][0]}>{STATE[stage.state][1]}</Badge>}
        </div>
      ) : null}
      {seats ? <Seats {...seats} /> : null}
      {simple ? null : <p>{stage.rule}</p>}
      {stage.conditions.map((words, index) => (
        <p key={index} className="dim small">
          <Words spans={words} />
        </p>
      ))}
      {stage.votes.length === 0 ? null : (
        <p className="row">
          {stage.votes.map(({ personId, words, verb }) => (
            <Badge key={personId} tone={VOTE_TONE[verb]}>
              {words}
            </Badge>
          ))}
        </p>
      )}
    </div>
  );
}

function membersWords(members: readonly string[]): string {
  if (members.length === 0) return 'nobody: this group is empty';
  return members.length === 1 ? members.join('') : `any one of ${members.join(', ')}`;
}

function Asked({ people }: { people: PeopleNow }): ReactNode {
  return (
    <ul className="plain-list">
      {people.asked.map(({ ref, label, members, filledBy }) => (
        <li key={ref} className="asked">
          <span className={filledBy === null ? 'seat' : 'seat filled'} aria-hidden="true" />
          <span>
            <strong>{label}</strong>
            {filledBy === null ? null : <span className="dim">: filled by {filledBy}</span>}
            {members && filledBy === null ? <span className="dim small"> {membersWords(members)}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Decision({ said, revision }: { said: Said; revision: number }): ReactNode {
  return (
    <li>
      <div>
        <strong>{said.by.name}</strong> {said.did}
        {said.counted === null ? <Badge tone="info">not yet counted</Badge> : null}
        {said.counted === false ? <Badge>did not count</Badge> : null}
      </div>
      {said.comment === null || said.comment === '' ? null : <Quote text={said.comment} />}
      {said.answer === null ? null : <Quote text={said.answer} />}
      {said.because === null ? null : <div className="dim small">{said.because}</div>}
      <div className="dim small">
        <Moment at={said.at} /> · {said.channel}
        {said.revision === revision ? null : ` · revision ${said.revision}`}
      </div>
    </li>
  );
}

/** Who decided, by which rule, and who is still needed. */
export function WhoDecided({ review }: { review: ReviewView }): ReactNode {
  const { people, view } = review;
  const { awaiting } = view;
  const named = people.stages.length > 1;
  // One reviewer of one stage: the line below says all of it.
  const simple = !named && people.asked.length === 1;
  return (
    <div className="stack tight">
      {people.stillNeeded === null ? null : (
        <p>
          Still needed: <strong>{people.stillNeeded}</strong>
        </p>
      )}
      {people.stages.map((stage) => (
        <Stage
          key={stage.name}
          stage={stage}
          named={named}
          simple={simple}
          seats={awaiting?.stage === stage.name && !simple ? awaiting : null}
        />
      ))}
      {awaiting ? (
        <>
          <h3>Asked now</h3>
          <Asked people={people} />
        </>
      ) : null}
      {people.arranged.map((words, index) => (
        <p key={index}>
          <Words spans={words} />
        </p>
      ))}
      {people.ifNobody.length === 0 ? null : <p className="dim small">If nobody decides: {people.ifNobody.join('; ')}.</p>}
      {people.decisions.length === 0 ? null : (
        <>
          <h3>{awaiting ? 'Said so far' : 'Decisions'}</h3>
          <ul className="plain-list said-list">
            {people.decisions.map((said) => (
              <Decision key={said.decisionId} said={said} revision={view.revision} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
