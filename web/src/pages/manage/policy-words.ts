import type { Policy } from '../../../../src/contracts/policy.js';

function listed(items: readonly string[], shown: number): string {
  const rest = items.length - shown;
  return rest > 0 ? `${items.slice(0, shown).join(', ')} and ${rest} more` : items.join(', ');
}

/** Which actions a policy is for, as far as a line can say it. */
export function forWhat({ match }: Policy): string {
  const types = match?.types ? listed(match.types, 4) : 'Every action';
  const when = match?.when === undefined ? '' : `, if ${match.when}`;
  const times = match?.during || match?.outside ? ', at certain times' : '';
  return `${types}${when}${times}`;
}

/** `group:finance` → `finance`, as everybody calls it. */
const plain = (ref: string) => ref.replace(/^(group|person):/, '');

/** What it does with them, as far as a line can say it. */
export function whatItDoes(policy: Policy): string {
  if (policy.route === 'deny') return 'Refuses without asking anybody';
  const asked = policy.stages
    ? `${policy.stages.length} stages: ${listed(
        policy.stages.map(({ name }, index) => name ?? `stage ${index + 1}`),
        4,
      )}`
    : askedBy(policy);
  if (policy.confidence) return `Asks ${asked} below a confidence of ${policy.confidence.below}`;
  return policy.route === 'auto' ? `Lets it pass, unless risk or a rule sends it to ${asked}` : `Asks ${asked}`;
}

function askedBy({ reviewers, allOf, anyOf, need }: Policy): string {
  if (allOf) return `all of ${allOf.length} circles`;
  if (anyOf) return `one of ${anyOf.length} circles`;
  if (!reviewers) return 'the default reviewers';
  const who = listed(reviewers.map(plain), 4);
  if (reviewers.length === 1) return who;
  if (typeof need === 'object') return `${need.atLeast} of ${who}`;
  switch (need) {
    case 'all':
      return `all of ${who}`;
    case 'majority':
      return `a majority of ${who}`;
    case 'onePerGroup':
      return `one person for each of ${who}`;
    default:
      return `any one of ${who}`;
  }
}
