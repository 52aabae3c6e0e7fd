import type { VoteNow } from '../../contracts/review.js';
import { isHighRisk } from '../../contracts/risk.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { listOf, numberOf, objectOf, objectsOf, textOf } from './audit-body.js';

/** `stage` null: the stage is not over, so that the record has not named it yet. */
type Cast = Omit<VoteNow, 'stage'> & { stage: string | null };

interface Told {
  votes: readonly Cast[];
  /** Votes on the revision before, of which some may be kept. */
  before: readonly Cast[];
  /** Whose edit becomes the next revision. A person also brings the same action again, and that is no vote. */
  editor: string | null;
}

type Fills = (ref: string, personId: string) => boolean;

/**
 * The votes of the present revision, oldest first. Read from the record, because the view only counts seats: good for showing, never for
 * counting. A vote belongs to the stage that is satisfied next after it, or to the present one.
 */
export function votesNow(view: RequestView, audit: readonly AuditEntry[], fills: Fills): VoteNow[] {
  const { awaiting, plan } = view;
  const present = awaiting?.stage ?? plan?.stages.at(-1)?.name ?? '';
  const { votes } = audit.reduce((told, entry) => next(told, entry, view), { votes: [], before: [], editor: null } as Told);
  return (
    votes
      .map((vote) => ({ ...vote, stage: vote.stage ?? present }))
      // Who was replaced, or reassigned, in the present stage fills nothing any more.
      .filter(({ stage, as }) => stage !== awaiting?.stage || awaiting.asked.some((ref) => fills(ref, as)))
  );
}

function next(told: Told, entry: AuditEntry, view: RequestView): Told {
  const body = objectOf(entry.body);
  const { votes } = told;
  switch (entry.kind) {
    case 'revision.proposed':
      return { votes: editorsVote(view, told.editor), before: votes, editor: null };
    case 'votes.kept': {
      const stayed = objectsOf(body, 'votes').map((each) => kept(told.before, textOf(each, 'personId'), numberOf(each, 'from')));
      return { ...told, votes: [...votes, ...stayed] };
    }
    case 'decision.counted': {
      const [verb, by] = [textOf(body, 'verb'), textOf(body, 'by')];
      return { ...told, votes: decided(votes, verb, by, textOf(body, 'onBehalfOf')), editor: verb === 'edit' ? by : told.editor };
    }
    case 'stage.satisfied':
      return { ...told, votes: votes.map((vote) => ({ ...vote, stage: vote.stage ?? textOf(body, 'stage') })) };
    case 'votes.void': {
      const people = listOf(body, 'people');
      return { ...told, votes: votes.filter(({ personId }) => !people.includes(personId)) };
    }
    case 'precondition.changed':
      return { votes: [], before: [], editor: null };
    case 'request.replanned':
      // Which of them still count is not in the record; where it waits again nobody's is claimed to.
      return view.awaiting ? { ...told, votes: [], before: [] } : told;
    default:
      return told;
  }
}

function editorsVote({ plan }: RequestView, author: string | null): Cast[] {
  if (author === null || !plan?.editorVotes || isHighRisk(plan.risk)) return [];
  return [{ personId: author, as: author, verb: 'approve', stage: null, keptFrom: null }];
}

function kept(before: readonly Cast[], personId: string, from: number | null): Cast {
  const earlier = before.find((vote) => vote.personId === personId);
  return { personId, as: earlier?.as ?? personId, verb: 'approve', stage: earlier?.stage ?? null, keptFrom: from };
}

function decided(votes: readonly Cast[], verb: string, by: string, onBehalfOf: string): readonly Cast[] {
  const as = onBehalfOf === '' ? by : onBehalfOf;
  const mine = votes.find(({ personId }) => personId === by);
  const others = votes.filter((vote) => vote !== mine && vote.as !== by && vote.as !== as && vote.personId !== as);
  switch (verb) {
    case 'approve':
    case 'deny':
    case 'abstain':
      return [...reopened(others, mine), { personId: by, as, verb, stage: mine?.stage ?? null, keptFrom: null }];
    case 'retract':
      return mine ? reopened(others, mine) : votes;
    case 'reject':
      return [];
    default:
      return votes;
  }
}

/** What an earlier stage rested on is gone: that stage is open again, and what came after it is void. */
function reopened(others: readonly Cast[], gone: Cast | undefined): readonly Cast[] {
  if (gone === undefined || gone.stage === null) return others;
  const { stage } = gone;
  return others.flatMap((vote) => (vote.stage === null ? [] : [vote.stage === stage ? { ...vote, stage: null } : vote]));
}
