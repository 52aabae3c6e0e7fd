import type { Book } from './book.js';
import type { DomainEvent, RequestState } from '../../../src/domain/state.js';
import { isFilled } from './ballots.js';
import { must } from './must.js';
import { firstOutside } from './open-time.js';

export function approved(book: Book, state: Extract<RequestState, { status: 'approved' }>, event: DomainEvent): void {
  const { resolution, plan } = state;
  const { atMs } = event;
  must(
    resolution.outcome === 'approved' && resolution.digest === book.digest && resolution.revision === state.revision,
    'an approval is of what is there',
  );
  must(state.execute !== 'none', 'a question is answered, never approved');
  switch (resolution.by) {
    case 'people':
      standsOnPeople(book, resolution.people);
      break;
    case 'override':
      must(event.kind === 'decision' && event.verb === 'override', 'only an override overrides');
      break;
    case 'policy':
      must(event.kind === 'proposed' && event.plan.route === 'auto', 'only the route auto approves by policy');
      break;
    case 'fallback':
      must(event.kind === 'tick' && plan.onTimeout === 'approve', 'only a deadline with onTimeout: approve approves by silence');
      book.clock?.mayExpire(atMs);
      must(plan.risk === 'low' || plan.risk === 'medium', `silence approved ${plan.risk} risk`);
      must(!book.ballots.some(({ verb }) => verb === 'deny'), 'a denial is no silence');
      must(!book.sentBack, 'what was sent back, or may have run already, is not approved by silence');
      must(!book.missing, 'an empty room is no consent');
      break;
    default:
      must(false, `${resolution.by} never approves`);
  }
  const fromMs = resolution.by === 'override' ? atMs : firstOutside(atMs + plan.vetoWindowMs, plan.frozen);
  must(state.runFromMs === fromMs, 'an effect starts after its veto window, and outside freezes');
  must(state.usableUntilMs === fromMs + plan.usableForMs, 'an approval is usable as long as the policy says');
  book.clock?.resume(atMs);
  // What was half overridden is over with it.
  book.overrides.clear();
  book.start = { fromMs, untilMs: state.usableUntilMs, by: resolution.by };
}

function standsOnPeople(book: Book, people: readonly string[]): void {
  const { plan, ballots, asks } = book;
  const approvals = ballots.filter(({ verb }) => verb === 'approve');
  must(plan !== null && plan.stages.length > 0, 'people approve only where people are asked');
  must(
    [...people].sort().join() ===
      approvals
        .map(({ personId }) => personId)
        .sort()
        .join(),
    'a resolution names exactly who approved',
  );
  for (const index of plan.stages.keys()) must(isFilled(plan, index, asks, ballots), `stage ${index} is filled by different people`);
}

export function started(book: Book, event: DomainEvent): void {
  must(event.kind === 'claimed', `${event.kind} starts no effect`);
  must(book.mayStart(event.atMs), 'an effect starts when it may: after its veto window, outside freezes, while its approval is usable');
  const { plan, ballots, asks, start } = book;
  if (start?.by !== 'people' || !plan) return;
  for (const index of plan.stages.keys()) must(isFilled(plan, index, asks, ballots), 'nothing runs without its people');
}
