import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RequestSummary } from '../../../../src/contracts/view.js';
import { useSession } from '../../api/session.js';
import { ArgsTree } from '../../review/args-tree.js';
import { Visible } from '../../review/words.js';
import { Button, LinkButton } from '../../ui/button.js';
import { useNow } from '../../ui/time.js';
import { whyNotHere } from './in-full.js';
import { AgeWord, ClaimWord, DueWord, RiskWord, StandingWords } from './marks.js';

function Sentence({ row }: { row: RequestSummary }): ReactNode {
  const who = row.agent ?? row.requester ?? 'Somebody';
  if (row.type === null) return <p>{who} is preparing what it wants to do.</p>;
  const forWhom = row.agent !== null && row.requester !== null ? `, for ${row.requester}` : '';
  if (row.type === 'human.question')
    return (
      <p>
        {who} has a question{forWhom}.
      </p>
    );
  return (
    <p>
      {who}
      {forWhom} {row.status === 'pending' ? 'wants' : 'wanted'} to run <code>{row.type}</code>
    </p>
  );
}

/** Whether somebody else has it for now, so that an approval would not count. */
function useTaken({ claims, seats }: RequestSummary): boolean {
  const { person } = useSession();
  const now = useNow();
  const others = claims.filter(({ by, until }) => by !== person.id && Date.parse(until) > now).length;
  return others > 0 && (seats === null || seats.need - seats.filled - others < 1);
}

function Actions({ row, onApprove, onReject }: { row: RequestSummary; onApprove: () => void; onReject: () => void }): ReactNode {
  const why = whyNotHere(row);
  const taken = useTaken(row);
  if (why !== null) {
    return (
      <>
        <p className="dim small">{why}</p>
        <div className="inbox-card-foot">
          <LinkButton href={`/r/${row.id}`}>Open</LinkButton>
        </div>
      </>
    );
  }
  return (
    <div className="inbox-card-foot">
      <Button kind="danger" onClick={onReject}>
        Reject
      </Button>
      {taken ? (
        <LinkButton href={`/r/${row.id}`}>Open</LinkButton>
      ) : (
        <Button kind="primary" onClick={onApprove}>
          Approve
        </Button>
      )}
    </div>
  );
}

/** A request on a phone: all of it where it is short, so that it can be decided right here. */
export function InboxCard({
  row,
  selected,
  decidable,
  onApprove,
  onReject,
}: {
  row: RequestSummary;
  selected: boolean;
  decidable: boolean;
  onApprove: () => void;
  onReject: () => void;
}): ReactNode {
  const { brief } = row;
  const whole = brief !== null && whyNotHere(row) === null;
  return (
    <article className={`inbox-card edge-${row.risk ?? 'none'}`} data-id={row.id} data-selected={selected || undefined}>
      <div className="inbox-row-marks">
        <RiskWord risk={row.risk} />
        <DueWord row={row} />
        <StandingWords row={row} />
        <ClaimWord row={row} />
        <AgeWord at={row.createdAt} />
      </div>
      <h2>
        <Link href={`/r/${row.id}`}>
          <Visible text={row.title ?? row.type ?? 'Not proposed yet'} />
        </Link>
      </h2>
      <div className="inbox-card-who">
        <Sentence row={row} />
      </div>
      {whole && decidable ? (
        <div className="inbox-card-args">
          <ArgsTree args={brief.args} />
        </div>
      ) : null}
      {brief?.rationale && decidable ? (
        <p className="inbox-card-why">
          <span className="unseen">It says: </span>
          <Visible text={brief.rationale} />
        </p>
      ) : null}
      {decidable ? <Actions row={row} onApprove={onApprove} onReject={onReject} /> : null}
    </article>
  );
}
