import { questionArgsSchema } from '../../contracts/action.js';
import type { Verb } from '../../contracts/decision.js';
import type { AgentRecord, ReviewView } from '../../contracts/review.js';
import { isTerminal } from '../../contracts/status.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { lookalikes } from '../../channels/slack/lookalikes.js';
import { recordOfAgent } from '../../ledger/agent-record.js';
import type { Db } from '../../ledger/ledger.js';
import { contextFacts } from '../../oversight/context-facts.js';
import { entryInWords } from './chronicle.js';
import { clockOf } from './clock.js';
import { diffsOf } from './diff.js';
import { commentNeeded, denyHint, overrideHint, overrideOutcomes, rejectHint } from './hints.js';
import { lookAt, type Look } from './look.js';
import { owedBy, questionsOf, saidAlready } from './may-words.js';
import { noticesOf } from './notices.js';
import { peopleNow } from './people-now.js';
import { PRESETS } from './presets.js';
import { code, moment, say } from './say.js';
import { isQuestion, sentence, whoAsks } from './sentence.js';
import { similarTo } from './similar.js';
import { tooLong } from './too-long.js';
import { whyMe } from './why-me.js';

const RECORD_DAYS = 90;
/** What puts one's name under the arguments as they are shown. */
const APPROVING: ReadonlySet<Verb> = new Set(['approve', 'answer']);

interface Seen {
  view: RequestView;
  audit: readonly AuditEntry[];
  /** Null: an administrator's key, which decides nothing. */
  personId: string | null;
  nowMs: number;
}

async function recordFor(db: Db, { id, agent, type }: RequestView, nowMs: number): Promise<AgentRecord | null> {
  if (agent === null || type === null) return null;
  const since = new Date(nowMs - RECORD_DAYS * 86_400_000);
  return { agent, type, days: RECORD_DAYS, ...(await recordOfAgent(db, { agent, type, since, without: id })) };
}

function mayIn({ view, personId }: Seen, { may, standing, names }: Look, long: string | null): ReviewView['may'] {
  const verbs = [...may.verbs].filter((verb) => long === null || !APPROVING.has(verb));
  return {
    verbs: personId === null ? [] : verbs,
    withdraw: personId === null ? false : standing.withdraw,
    nothing: personId === null ? 'Only people decide.' : may.nothing,
    noApproval: may.noApproval ?? (long === null ? null : `It cannot be shown here in full, so it cannot be approved here. ${long}`),
    vote: may.vote,
    said: saidAlready(may, view, standing, names),
    replies: personId === null ? [] : owedBy(standing, view).map(({ decisionId }) => decisionId),
  };
}

function formsIn({ view }: Seen, { names, standing, takers, schema }: Look): ReviewView['forms'] {
  const { plan, awaiting } = view;
  return {
    schema,
    commentNeeded: commentNeeded(view),
    presets: [...PRESETS],
    rejectHint: rejectHint(view),
    denyHint: denyHint(view, names, standing),
    overrideHint: overrideHint(view, standing),
    overrides: overrideOutcomes(view, standing),
    claimForMs: plan?.claimForMs ?? 0,
    extendMaxMs: Math.max(0, (plan?.extend.maxMs ?? 0) - (awaiting?.extended.ms ?? 0)),
    snoozeMaxMs: plan?.snoozeMaxMs ?? 0,
    takers: { people: [...takers.people], groups: [...takers.groups] },
  };
}

function questionIn(view: RequestView): ReviewView['question'] {
  const parsed = isQuestion(view) ? questionArgsSchema.safeParse(view.action?.args) : null;
  if (!parsed?.success) return null;
  const { question, suggestedResponse, options = [] } = parsed.data;
  return {
    text: question,
    suggested: suggestedResponse ?? null,
    options: options.map(({ name, title }) => ({ name, title: title ?? name })),
  };
}

function observedIn({ revisions, status }: RequestView): ReviewView['observed'] {
  const observed = revisions.at(-1)?.observed;
  if (!observed) return [];
  const again = isTerminal(status) ? '' : ' It is looked at again just before it runs; if it has changed by then, it does not run.';
  return say`As of ${code(observed.print)}, looked at ${moment(observed.at)}.${again}`;
}

/** Everything that a request's page shows to this person, in one answer. */
export async function reviewOf(db: Db, seen: Seen): Promise<ReviewView> {
  const { view, audit, personId, nowMs } = seen;
  const { action } = view;
  const [look, record, similar] = await Promise.all([
    lookAt(db, { view, audit, personId: personId ?? '', nowMs }),
    recordFor(db, view, nowMs),
    similarTo(db, view),
  ]);
  const { names, standing, votes } = look;
  const long = action ? tooLong(action.args) : null;
  return {
    now: new Date(nowMs).toISOString(),
    view,
    sentence: sentence(view, names),
    asks: whoAsks(view, names),
    isQuestion: isQuestion(view),
    question: questionIn(view),
    may: mayIn(seen, look, long),
    whyMe: whyMe(view, audit, standing, names),
    forms: formsIn(seen, look),
    people: peopleNow({ view, names, votes }),
    clock: clockOf(view, nowMs),
    notices: noticesOf(view, names),
    diff: diffsOf(view, names),
    observed: observedIn(view),
    context: contextFacts(action?.context ?? {}),
    oddWords: action ? lookalikes(`${action.title}\n${action.rationale ?? ''}\n${JSON.stringify(action.args)}`) : [],
    tooLong: long,
    record,
    similar,
    questions: questionsOf(view).map(({ decisionId, by, at, revision, comment, answer }) => ({
      ...{ decisionId, by, at, revision, answer },
      text: comment ?? '',
    })),
    timeline: audit.map((entry) => ({
      seq: entry.seq,
      at: entry.at,
      kind: entry.kind,
      words: entryInWords(entry, names),
      hash: entry.hash,
    })),
    names: Object.fromEntries(names.known),
  };
}
