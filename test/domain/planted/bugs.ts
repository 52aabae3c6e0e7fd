import type { Bug } from './planted-subject.js';

/** Mistakes that somebody could make tomorrow, one line each. The random lives must find every one of them. */
export const BUGS: readonly Bug[] = [
  // Who counts.
  {
    name: 'one approval less is enough',
    file: 'domain/quorum.ts',
    find: 'return filled >= need;',
    replace: 'return filled >= need - 1;',
  },
  {
    name: 'the last seat of a stage stays empty',
    file: 'domain/stages.ts',
    find: 'if (filled < need) return moved(state, ...before);',
    replace: 'if (filled < need - 1) return moved(state, ...before);',
  },
  {
    name: 'an abstention counts as an approval',
    file: 'domain/quorum.ts',
    find: "const approvals = round.votes.filter((vote) => vote.verb === 'approve' && vote.stage === index",
    replace: "const approvals = round.votes.filter((vote) => vote.verb !== 'deny' && vote.stage === index",
  },
  {
    name: 'approvals of one stage fill another',
    file: 'domain/quorum.ts',
    find: "vote.verb === 'approve' && vote.stage === index && fitsStage",
    replace: "vote.verb === 'approve' && fitsStage",
  },
  {
    name: 'one person fills two seats',
    file: 'domain/votes.ts',
    find: 'const votes = [...round.votes.filter((each) => !earlier.includes(each) && each.stage <= stage), cast];',
    replace: 'const votes = [...round.votes, cast];',
  },
  {
    name: 'whoever asks approves',
    file: 'domain/problem.ts',
    find: "if (event.facts.self) return 'self_approval';",
    replace: '',
  },
  {
    name: 'who has left still decides',
    file: 'domain/problem.ts',
    find: "if (!stage || !event.facts.active) return 'not_eligible';",
    replace: "if (!stage) return 'not_eligible';",
  },
  {
    name: 'who is not qualified decides',
    file: 'domain/problem.ts',
    find: "return verb === 'ask' ? null : 'not_qualified';",
    replace: 'return null;',
  },
  {
    name: 'who put a reviewer in place takes the place',
    file: 'domain/hand-over.ts',
    find: 'to: target.ref, by: event.personId }',
    replace: "to: target.ref, by: '' }",
  },
  {
    name: 'delegate and delegator have a vote each',
    file: 'domain/holders.ts',
    find: 'return a.personId === b.personId || a.personId === b.as || a.as === b.personId || a.as === b.as;',
    replace: 'return a.personId === b.personId;',
  },
  {
    name: 'who handed over keeps the place',
    file: 'domain/holders.ts',
    find: 'if (delegations.some(({ from }) => from === personId)) return [];',
    replace: '',
  },
  {
    name: 'a hand-over that was taken back goes on',
    file: 'domain/retract.ts',
    find: 'round.delegations.filter(({ from }) => from !== personId)',
    replace: 'round.delegations',
  },
  {
    name: 'an author approves their own change',
    file: 'domain/author.ts',
    find: '? round.author : null',
    replace: '? null : null',
  },
  {
    name: 'an author approves their own change through a delegate',
    file: 'domain/problem.ts',
    find: 'author === event.personId || author === placeOf(state, event)?.as',
    replace: 'author === event.personId',
  },
  {
    name: 'whose change it was is forgotten when it is to run again',
    file: 'domain/propose.ts',
    find: "(why === 'again' ? state.round.author : null)",
    replace: 'null',
  },
  // What was shown.
  {
    name: 'a vote on an older revision counts',
    file: 'domain/problem.ts',
    find: "if (event.revision !== state.revision) return 'stale_revision';",
    replace: '',
  },
  {
    name: 'a vote on other bytes counts',
    file: 'domain/problem.ts',
    find: "if (event.digest !== state.digest) return 'stale_digest';",
    replace: '',
  },
  {
    name: 'votes stay on every new revision',
    file: 'domain/propose.ts',
    find: 'const earlier = event.keepVotes ?',
    replace: 'const earlier = true ?',
  },
  {
    name: 'votes stay although the ground has changed',
    file: 'domain/before-effect.ts',
    find: 'const fresh = { ...openRound(plan, atMs, round.author), sentBack: round.sentBack };',
    replace: 'const fresh = round;',
  },
  {
    name: 'an edit that does not fit the schema is taken',
    file: 'domain/problem.ts',
    find: "if (event.facts.argsProblem !== null) return 'invalid_args';",
    replace: '',
  },
  {
    name: 'no comment is asked for',
    file: 'domain/problem.ts',
    find: "return required && !event.comment?.trim() ? 'comment_required' : null;",
    replace: 'return null;',
  },
  // Denials.
  {
    name: 'one denial more is needed',
    file: 'domain/stages.ts',
    find: 'denials.length >= stage.deny',
    replace: 'denials.length > stage.deny',
  },
  {
    name: 'a veto is one denial among others',
    file: 'domain/stages.ts',
    find: 'vetoed(stage, denials) || ',
    replace: '',
  },
  {
    name: 'a claim blocks a denial',
    file: 'domain/problem.ts',
    find: "    case 'deny':\n    case 'abstain':\n      return voteProblem(state, event);",
    replace: "    case 'deny':\n    case 'abstain':\n      return voteProblem(state, event) ?? seatProblem(stage, round, event);",
  },
  {
    name: 'a denial before the effect is only noted',
    file: 'domain/objection.ts',
    find: '  if (denied) {',
    replace: '  if (denied && denied.length > 99) {',
  },
  {
    name: 'a denial gets lost when the policies change',
    file: 'domain/before-effect.ts',
    find: 'votes: [...approved.votes, ...denials]',
    replace: 'votes: approved.votes',
  },
  // Silence.
  {
    name: 'silence approves high risk',
    file: 'domain/tick.ts',
    find: 'if (isHighRisk(plan.risk)) return',
    replace: 'if (plan.risk === "critical") return',
  },
  {
    name: 'silence approves what was sent back',
    file: 'domain/tick.ts',
    find: 'if (round.sentBack) return',
    replace: 'if (round.sentBack && round.author) return',
  },
  {
    name: 'silence approves what somebody denied',
    file: 'domain/tick.ts',
    find: "if (round.votes.some((vote) => vote.verb === 'deny')) return",
    replace: "if (round.votes.every((vote) => vote.verb === 'deny') && round.votes.length > 0) return",
  },
  {
    name: 'an empty room approves',
    file: 'domain/tick.ts',
    find: 'if (round.missing !== null) return',
    replace: 'if (round.missing !== null && round.missing.length === 0) return',
  },
  {
    name: 'silence answers a question',
    file: 'domain/tick.ts',
    find: "if (execute === 'none') return 'nobody answered before the deadline';",
    replace: '',
  },
  {
    name: 'a missing reviewer makes the count smaller',
    file: 'domain/unreachable.ts',
    find: 'const marked = { ...state, round:',
    replace: 'const marked = { ...state, plan: { ...state.plan, stages: state.plan.stages.slice(0, 1) }, round:',
  },
  // Clocks.
  {
    name: 'a step fires once too often',
    file: 'domain/wakeups.ts',
    find: 'fired <= step.repeat.times',
    replace: 'fired <= step.repeat.times + 1',
  },
  {
    name: 'a step forgets that it fired',
    file: 'domain/ladder.ts',
    find: '(at === index ? 1 : 0)',
    replace: '(at === index && step.do !== "add" ? 1 : 0)',
  },
  {
    name: 'the ladder counts from the request, not from the stage',
    file: 'domain/rounds.ts',
    find: 'stage, fired: [], startedAtMs: atMs, clockFromMs: atMs, elapsedMs: 0, claims: []',
    replace: 'stage, fired: [], startedAtMs: atMs, elapsedMs: 0, claims: []',
  },
  {
    name: 'the deadline runs on while a question is open',
    file: 'domain/wakeups.ts',
    find: 'if (round.pausedSinceMs !== null) return [...claims,',
    replace: 'if (round.pausedSinceMs === 0) return [...claims,',
  },
  {
    name: 'a pause costs time',
    file: 'domain/rounds.ts',
    find: 'deadlineAtMs: addOpen(atMs, openBetween(since, round.deadlineAtMs, openHours), openHours),',
    replace: 'deadlineAtMs: round.deadlineAtMs,',
  },
  {
    name: 'the deadline runs at night',
    file: 'domain/rounds.ts',
    find: '    deadlineAtMs: addOpen(atMs, plan.deadlineMs, plan.clock.openHours),',
    replace: '    deadlineAtMs: atMs + plan.deadlineMs,',
  },
  {
    name: 'a deadline escalates for ever',
    file: 'domain/tick.ts',
    find: 'if (round.extensions > 0) return expired',
    replace: 'if (round.extensions > 1) return expired',
  },
  {
    name: 'a deadline is extended as often as anybody likes',
    file: 'domain/problem.ts',
    find: ' && extended.times < plan.extend.times',
    replace: '',
  },
  {
    name: 'who is replaced keeps the vote',
    file: 'domain/ladder.ts',
    find: "...withoutReplaced(state.plan, asking(round, 'replace', step.to)), claims: []",
    replace: "...asking(round, 'replace', step.to), claims: []",
  },
  {
    name: 'who is asleep is reminded',
    file: 'domain/ladder.ts',
    find: 'untilMs > atMs).map',
    replace: 'untilMs > atMs + 3_600_000).map',
  },
  // Before the effect.
  {
    name: 'the veto window is no window',
    file: 'domain/resolve.ts',
    find: 'outside(atMs + plan.vetoWindowMs, plan.frozen)',
    replace: 'outside(atMs, plan.frozen)',
  },
  {
    name: 'an effect starts inside a freeze',
    file: 'domain/resolve.ts',
    find: 'outside(atMs + plan.vetoWindowMs, plan.frozen)',
    replace: 'atMs + plan.vetoWindowMs',
  },
  {
    name: 'an effect starts before its time',
    file: 'domain/decide.ts',
    find: "if (now.status !== 'approved' || !now.due) return ignored",
    replace: "if (now.status !== 'approved') return ignored",
  },
  {
    name: 'an approval that is too old is used',
    file: 'domain/decide.ts',
    find: "if (now.status !== 'approved' || !now.due) return ignored",
    replace: "if (now.status === 'approved' && !now.due) return ignored",
  },
  {
    name: 'an approval stands without its people',
    file: 'domain/reopen.ts',
    find: 'if (open === null) {',
    replace: 'if (open === null || open > 0) {',
  },
  {
    name: 'stricter policies are not asked again',
    file: 'domain/before-effect.ts',
    find: "if (state.resolution.by === 'people' && firstOpenStage(plan, round) === null) {",
    replace: "if (state.resolution.by === 'people') {",
  },
  // Emergency.
  {
    name: 'anybody overrides',
    file: 'domain/override.ts',
    find: "if (!facts.active || !facts.override) return 'override_not_permitted';",
    replace: "if (!facts.active) return 'override_not_permitted';",
  },
  {
    name: 'one person overrides where two are needed',
    file: 'domain/override.ts',
    find: 'plan.overridePeople === 2 && !first',
    replace: 'plan.overridePeople === 2 && first',
  },
  {
    name: 'an override approves what may have run already',
    file: 'domain/override.ts',
    find: "if (approves && state.status === 'revising' && state.revising.why === 'again') return 'not_open';",
    replace: '',
  },
  {
    name: 'anybody settles',
    file: 'domain/settle.ts',
    find: 'if (!facts.active || !(facts.override || lastAsked(state, event) !== null))',
    replace: 'if (!facts.active)',
  },
  // The end, and the record.
  {
    name: 'a decision that came twice is counted twice',
    file: 'domain/decision.ts',
    find: 'if (event.seq <= state.lastSeq) return',
    replace: 'if (event.seq < state.lastSeq) return',
  },
  {
    name: 'who is refused hears nothing',
    file: 'domain/receipts.ts',
    find: 'counted: false, reason, as: null }',
    replace: 'counted: true, reason: null, as: null }',
  },
  {
    name: 'what has started is withdrawn',
    file: 'domain/decide.ts',
    find: 'if (!isBeforeClaim(state.status)) return ignored',
    replace: 'if (isTerminal(state.status)) return ignored',
  },
  {
    name: 'what is over is settled again',
    file: 'domain/settle.ts',
    find: "if (state.status !== 'unknown') return ignored(`nothing to settle while ${state.status}`);",
    replace: "if (state.status !== 'unknown' && state.status !== 'failed') return ignored(`nothing to settle while ${state.status}`);",
  },
];
