import { assertNever } from '../contracts/assert-never.js';
import type { Rule, Seats } from '../contracts/plan.js';
import { product } from './product.js';

/** More alternatives than this are refused when a policy is loaded: all of them are tried at every vote. */
export const MAX_WAYS = 64;

/** Stands for a rule without a seat: no vote at all must never be enough. */
const NOBODY: Seats = { kind: 'entries', need: 'any', entries: [], count: 1 };

/** The leaves of a rule, in the order in which they are written. */
export function leavesOf(rule: Rule): readonly Seats[] {
  return rule.kind === 'entries' ? [rule] : rule.of.flatMap((each) => leavesOf(each));
}

/** The alternatives of a rule, never none: each a list of leaves that different people must fill. RangeError above MAX_WAYS. */
export function waysOf(rule: Rule): readonly (readonly Seats[])[] {
  // Counted first: ten times ten alternatives in one `allOf` are ten thousand million lists.
  if (numberOfWays(rule) > MAX_WAYS) throw new RangeError(`a rule of more than ${MAX_WAYS} alternatives`);
  const ways = expanded(rule).filter((way) => way.some(({ count }) => count > 0));
  return ways.length > 0 ? ways : [[NOBODY]];
}

function numberOfWays(rule: Rule): number {
  switch (rule.kind) {
    case 'entries':
      return 1;
    case 'anyOf':
      return rule.of.reduce((sum, each) => sum + numberOfWays(each), 0);
    case 'allOf':
      return rule.of.reduce((ways, each) => ways * numberOfWays(each), 1);
    default:
      return assertNever(rule);
  }
}

function expanded(rule: Rule): readonly (readonly Seats[])[] {
  switch (rule.kind) {
    case 'entries':
      return [[rule]];
    case 'anyOf':
      return rule.of.flatMap((each) => expanded(each));
    case 'allOf':
      return product(rule.of.map((each) => expanded(each))).map((parts) => parts.flat());
    default:
      return assertNever(rule);
  }
}
