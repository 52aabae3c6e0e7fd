import type { Span } from '../../contracts/review.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { listOf, objectOf } from './audit-body.js';
import type { Names } from './names.js';
import { quote, say, strong } from './say.js';
import type { Standing } from './standing.js';

/** Why this person has the request before them, one reason a line; empty where nothing is wanted of them. */
export function whyMe(view: RequestView, audit: readonly AuditEntry[], standing: Standing, names: Names): Span[][] {
  if (view.awaiting === null) return [];
  const { personId, self } = standing;
  // What they hear is that it is theirs.
  if (self) return [];
  const later = new Set(audit.filter(({ kind }) => kind === 'request.escalated').flatMap(({ body }) => listOf(objectOf(body), 'to')));
  const received = view.awaiting.delegations
    .filter(({ to }) => to.id === personId)
    .map(({ from }) => {
      const words = view.decisions.findLast(
        ({ verb, by, revision }) => verb === 'delegate' && by.id === from.id && revision === view.revision,
      )?.comment;
      return say`${strong(from.name)} handed it over to you.${quote(words ?? null)}`;
    });
  const places = standing.through.map(({ ref, person }) => {
    const escalated = later.has(ref) ? ' since it was escalated' : '';
    const how = ref.startsWith('person:') ? 'by name' : say`as one of ${strong(names.label(ref))}`;
    return person === personId
      ? say`You are asked ${how}${escalated}.`
      : say`You stand in for ${strong(names.person(person))}, who is away and is asked ${how}${escalated}.`;
  });
  return [...received, ...places];
}
