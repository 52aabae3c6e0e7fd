import type { JsonObject } from '../contracts/json.js';
import { reviewerRefSchema, type ReviewerRef } from '../contracts/plan.js';
import type { ProblemCode } from '../contracts/problems.js';
import type { SubmitAction } from '../contracts/submit.js';
import type { DbOrTx } from '../ledger/ledger.js';
import { isActive } from '../ledger/people.js';
import type { Claims } from './plan-revision.js';

export type OpenRefusal = { kind: 'refused'; code: ProblemCode; message: string; field: string; details?: JsonObject };

export function refused(code: ProblemCode, message: string, field: string): OpenRefusal {
  return { kind: 'refused', code, message, field };
}

/** What the caller asks for beyond the action, with every reviewer known; or which of it cannot be. */
export async function claimsOf(
  db: DbOrTx,
  body: Pick<SubmitAction, 'policy' | 'reviewers' | 'need' | 'escalate' | 'requireReview' | 'deadline'>,
  instead: Claims['instead'],
): Promise<Claims | OpenRefusal> {
  const { policy = null, need = null, escalate, requireReview = false, deadline = null } = body;
  const reviewers = await knownReviewers(db, body.reviewers ?? [], '/reviewers');
  if ('kind' in reviewers) return reviewers;
  if (reviewers.refs.length === 0 && (body.need ?? escalate) !== undefined)
    return refused('invalid_body', '`need` and `escalate` are about `reviewers`; name them too.', need === null ? '/escalate' : '/need');
  const helpers = await knownReviewers(db, escalate?.to ?? [], '/escalate/to');
  if ('kind' in helpers) return helpers;
  return {
    policy,
    reviewers: reviewers.refs,
    need,
    escalate: escalate ? { after: escalate.after, ...(helpers.refs.length > 0 ? { to: helpers.refs } : {}) } : null,
    requireReview,
    deadline,
    instead,
  };
}

async function knownReviewers(db: DbOrTx, names: readonly string[], at: string): Promise<{ refs: ReviewerRef[] } | OpenRefusal> {
  const refs: ReviewerRef[] = [];
  for (const [index, name] of names.entries()) {
    const field = `${at}/${index}`;
    // A bare name is whoever has it, if that is one group or one person.
    const meant = name.includes(':') ? [name] : [`group:${name}`, `person:${name}`];
    const valid = meant.flatMap((each) => reviewerRefSchema.safeParse(each).data ?? []);
    if (valid.length === 0) return refused('invalid_body', `Reviewer "${name}" is not written "group:name" or "person:id".`, field);
    const known: ReviewerRef[] = [];
    for (const ref of valid) if (await exists(db, ref)) known.push(ref);
    const [only] = known;
    if (only === undefined) return refused('unknown_reviewer', `There is no ${valid.join(' and no ').replaceAll(':', ' ')}.`, field);
    if (known.length > 1)
      return refused('unknown_reviewer', `${name} is a group and a person: write "group:${name}" or "person:${name}".`, field);
    refs.push(only);
  }
  return { refs };
}

async function exists(db: DbOrTx, ref: ReviewerRef): Promise<boolean> {
  const id = ref.slice(ref.indexOf(':') + 1);
  if (ref.startsWith('person:')) return isActive(db, id);
  return (await db.selectFrom('groups').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}
