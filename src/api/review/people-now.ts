import { NOT_COUNTED_TEXT, VERB_DID } from '../../contracts/decision.js';
import { seatsOf, type Stage } from '../../contracts/plan.js';
import type { PeopleNow, Span, VoteNow } from '../../contracts/review.js';
import { ladderText, ruleText } from '../../contracts/rule-text.js';
import type { AwaitingView, DecisionView, RequestView } from '../../contracts/view.js';
import { didWhat } from './did.js';
import type { Names } from './names.js';
import { code, moment, say, strong, until } from './say.js';
import { seated } from './seated.js';

interface Shown {
  view: RequestView;
  names: Names;
  votes: readonly VoteNow[];
}

export function voteWords({ personId, as, verb }: VoteNow, names: Names): string {
  return `${names.person(personId)} ${VERB_DID[verb]}${as === personId ? '' : ` for ${names.person(as)}`}`;
}

/** A group alone is one entry that any of its members fills. */
export function ruleWords({ rule }: Stage, names: Names): string {
  const words = ruleText(rule, names.label);
  const [only, ...others] = seatsOf(rule).flatMap(({ entries }) => entries);
  return others.length === 0 && only?.startsWith('group:') ? `any one of ${words}` : words;
}

export function stageState({ awaiting, status, resolution, plan }: RequestView, name: string): 'done' | 'now' | 'later' | null {
  const shown = awaiting !== null || (status !== 'revising' && resolution?.outcome === 'approved' && resolution.by === 'people');
  if (!shown) return null;
  const names = (plan?.stages ?? []).map((stage) => stage.name);
  const present = awaiting === null ? names.length : names.indexOf(awaiting.stage);
  const index = names.indexOf(name);
  return index < present ? 'done' : index === present ? 'now' : 'later';
}

function conditions({ deny, vetoes, counts }: Stage, names: Names): Span[][] {
  return [
    ...(deny > 1 ? [say`${deny} denials end it.`] : []),
    ...(vetoes.length > 0 ? [say`A denial by ${vetoes.map(names.label).join(', ')} ends it at once.`] : []),
    ...(counts === null ? [] : [say`Votes count where ${code(counts)}.`]),
  ];
}

/** Votes on an earlier revision that count for this one. */
function keptWords(kept: AwaitingView['kept']): Span[][] {
  if (kept.length === 0) return [];
  const whose = kept.map(({ by, revision }) => `${by.name} (revision ${revision})`).join(', ');
  return [say`Kept from before: ${whose}. Nothing changed that the policy calls material.`];
}

/** What people arranged among themselves. */
function arranged({ claims, delegations, snoozes, barred, kept }: AwaitingView): Span[][] {
  return [
    ...claims.map(({ by, until: end }) => say`${strong(by.name)} has taken it; free again ${until(end)}.`),
    ...delegations.map(({ from, to }) => say`${strong(from.name)} handed over to ${strong(to.name)}.`),
    ...barred.map(({ name }) => say`${strong(name)} changed the arguments, so somebody else has to approve.`),
    ...keptWords(kept),
    ...snoozes.map(({ by, until: end }) => say`${by.name} gets no reminders until ${moment(end)}.`),
  ];
}

function saidBy(each: DecisionView, names: Names): PeopleNow['decisions'][number] {
  const { decisionId, by, at, channel, revision, counted, comment, answer, verb, reason } = each;
  return {
    ...{ decisionId, by, at, channel, revision, counted, comment },
    did: didWhat({ ...each, by: by.id, onBehalfOf: each.onBehalfOf?.id ?? null }, names),
    because: reason === null ? null : NOT_COUNTED_TEXT[reason],
    answer: verb === 'answer' ? answer : null,
  };
}

function needed({ filled, need }: AwaitingView, open: readonly string[]): string | null {
  const left = need - filled;
  if (left <= 0) return null;
  return open.length === 0 ? `${left} more` : `${left} more: ${new Intl.ListFormat('en', { type: 'disjunction' }).format(open)}`;
}

/** Who is asked by which rule, how far it is, and what everybody said. */
export function peopleNow({ view, names, votes }: Shown): PeopleNow {
  const { awaiting, plan } = view;
  const stages = plan?.stages ?? [];
  const present = stages.find(({ name }) => name === awaiting?.stage);
  const here = votes.filter(({ verb, stage }) => verb === 'approve' && stage === awaiting?.stage);
  const fills = seated(awaiting?.asked ?? [], here, names.fills);
  const asked = (awaiting?.asked ?? []).map((ref, index) => {
    const { label, members } = names.ref(ref);
    const vote = fills[index];
    return { ref, label, members: members && [...members], filledBy: vote ? names.person(vote.personId) : null };
  });
  return {
    stages: stages.map((stage) => ({
      name: stage.name,
      state: stageState(view, stage.name),
      rule: ruleWords(stage, names),
      conditions: conditions(stage, names),
      votes: votes.filter((vote) => vote.stage === stage.name).map((vote) => ({ ...vote, words: voteWords(vote, names) })),
    })),
    asked,
    stillNeeded:
      awaiting &&
      needed(
        awaiting,
        asked.filter(({ filledBy }) => filledBy === null).map(({ label }) => label),
      ),
    arranged: awaiting ? arranged(awaiting) : [],
    ifNobody: present?.ladder.map((step) => ladderText(step, names.label)) ?? [],
    decisions: view.decisions
      .filter(({ verb, counted }) => verb !== 'ask' || counted === false)
      .map((each) => saidBy(each, names))
      .toReversed(),
  };
}
