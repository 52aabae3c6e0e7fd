import { describe, expect, it } from '@jest/globals';
import { formatFinding } from './finding.js';
import { parsePolicyDocument } from './parse-policy.js';

const REJECT = 'onTimeout: reject\n';
const repeated = (times: number, text: string): string => Array.from({ length: times }, () => text).join(', ');

/** What is found in a policy, without the file's name. */
function found(text: string): { ok: boolean; lines: string[] } {
  const parsed = parsePolicyDocument(text, 'p.yaml');
  const findings = parsed.ok ? parsed.warnings : parsed.findings;
  return { ok: parsed.ok, lines: findings.map((finding) => formatFinding(finding).replace(/^p\.yaml:/, '')) };
}

type Case = [what: string, text: string, expected: string];

function refuses(cases: Case[]): void {
  it.each(cases)('refuses %s', (_what, text, expected) => expect(found(text)).toEqual({ ok: false, lines: [expected] }));
}

function warns(cases: Case[]): void {
  it.each(cases)('loads but warns of %s', (_what, text, expected) => expect(found(text)).toEqual({ ok: true, lines: [expected] }));
}

function takes(cases: [what: string, text: string][]): void {
  it.each(cases)('takes %s', (_what, text) => expect(found(text)).toEqual({ ok: true, lines: [] }));
}

describe('who must say yes', () => {
  const either = '{ anyOf: [{ reviewers: [group:a] }, { reviewers: [group:b] }] }';
  takes([
    [
      'rules in rules',
      `${REJECT}allOf: [{ reviewers: [group:legal] }, { anyOf: [{ reviewers: [person:cfo] }, { reviewers: [group:board], need: all }] }]\n`,
    ],
    ['one of each group', `${REJECT}reviewers: [group:legal, group:finance]\nneed: onePerGroup\n`],
    ['64 ways', `${REJECT}allOf: [${repeated(6, either)}]\n`],
    [
      'the same person in two lists, where another can fill one',
      `${REJECT}allOf: [{ reviewers: [person:a, person:b] }, { reviewers: [person:a] }]\n`,
    ],
    ['the same group in two lists', `${REJECT}allOf: [{ reviewers: [group:a] }, { reviewers: [group:a] }]\n`],
    [
      'one way that nobody can go beside one that somebody can',
      `${REJECT}anyOf: [{ allOf: [{ reviewers: [person:a] }, { reviewers: [person:a] }] }, { reviewers: [person:b] }]\n`,
    ],
    ['a rule as a stage', `${REJECT}stages: [{ anyOf: [{ reviewers: [group:a] }, { reviewers: [person:b] }], deny: 2 }]\n`],
  ]);
  refuses([
    [
      'two kinds of rule',
      `${REJECT}reviewers: [group:a]\nanyOf: [{ reviewers: [group:b] }]\n`,
      '3:8 error contradiction anyOf: give either `reviewers` or `anyOf`, not both',
    ],
    [
      'both kinds of branches',
      `${REJECT}allOf: [{ reviewers: [group:a] }]\nanyOf: [{ reviewers: [group:b] }]\n`,
      '3:8 error contradiction anyOf: give either `allOf` or `anyOf`, not both',
    ],
    [
      'a need of branches',
      `${REJECT}anyOf: [{ reviewers: [group:a] }, { reviewers: [group:b] }]\nneed: all\n`,
      '3:7 error contradiction need: `need` goes with `reviewers`; `anyOf` says itself how many of its branches count',
    ],
    [
      'a branch that names nobody',
      `${REJECT}anyOf:\n  - reviewers: [group:a]\n  - need: all\n`,
      '4:5 error missing_field anyOf[1].reviewers: `reviewers` is missing; add `reviewers: [group:…]`',
    ],
    [
      'a stage that names nobody',
      `${REJECT}stages:\n  - name: x\n`,
      '3:5 error missing_field stages[0].reviewers: `reviewers` is missing; add `reviewers: [group:…]`',
    ],
    [
      'a rule beside stages',
      `${REJECT}anyOf: [{ reviewers: [group:a] }]\nstages: [{ reviewers: [group:b] }]\n`,
      '3:9 error contradiction stages: give either `anyOf` or `stages`, not both',
    ],
    [
      'a veto beside stages',
      `${REJECT}veto: [group:b]\nstages: [{ reviewers: [group:b] }]\n`,
      '3:9 error contradiction stages: with `stages`, `need`, `deny` and `veto` belong inside a stage',
    ],
    [
      'a person as a group',
      `${REJECT}reviewers: [group:a, person:b]\nneed: onePerGroup\n`,
      '2:22 error contradiction reviewers[1]: `onePerGroup` is for groups; with people among them use `need: all`',
    ],
    [
      'more needed than listed, in a branch',
      `${REJECT}allOf: [{ reviewers: [group:a, group:b], need: { atLeast: 3 } }]\n`,
      '2:59 error unsatisfiable allOf[0].need.atLeast: needs 3 entries filled but lists only 2; a group is one entry, whoever of it answers',
    ],
    [
      'somebody listed twice in a branch',
      `${REJECT}anyOf: [{ reviewers: [group:a, group:a] }]\n`,
      '2:32 error duplicate_reviewer anyOf[0].reviewers[1]: group:a is listed twice; one listing is one entry to fill',
    ],
    [
      'one person who must say yes twice',
      `${REJECT}allOf: [{ reviewers: [person:a] }, { reviewers: [person:a] }]\n`,
      '2:8 error unsatisfiable allOf: needs the same person in two places, and one person fills one',
    ],
    [
      'one person who must say yes in two stages',
      `${REJECT}stages: [{ reviewers: [person:a] }, { reviewers: [person:a] }]\n`,
      '2:9 error unsatisfiable stages: need the same person in two stages, and a person counts in one',
    ],
    [
      'more than 64 ways',
      `${REJECT}allOf: [${repeated(7, either)}]\n`,
      '2:8 error too_many_ways allOf: can be satisfied in 128 ways; at most 64 are followed',
    ],
    [
      'more lists than anybody reads',
      `${REJECT}allOf: [${repeated(4, `{ allOf: [${repeated(9, '{ reviewers: [group:a] }')}] }`)}]\n`,
      '2:8 error too_many_ways allOf: 36 lists of reviewers in one stage; at most 32',
    ],
  ]);
});

describe('who may say no', () => {
  takes([
    ['a veto of somebody who is asked', `${REJECT}reviewers: [group:a, person:cfo]\nveto: [person:cfo]\n`],
    [
      'a veto of somebody who is asked later',
      `${REJECT}reviewers: [group:a]\nveto: [person:cfo]\nescalate: { after: 1h, to: [person:cfo] }\n`,
    ],
    [
      'more denials than people, when the ladder brings them',
      `${REJECT}reviewers: [person:a, person:b]\ndeny: 3\nladder: [{ after: 1h, add: [person:c] }]\n`,
    ],
    ['any number of denials from a group', `${REJECT}reviewers: [group:a]\ndeny: 5\n`],
  ]);
  refuses([
    [
      'a veto of somebody who is never asked',
      `${REJECT}reviewers: [group:a]\nveto: [person:cfo]\n`,
      '3:8 error veto_not_asked veto[0]: person:cfo is never asked in this stage; list it among its reviewers or its ladder',
    ],
    [
      'a veto of somebody who is asked in another stage',
      `${REJECT}stages: [{ reviewers: [group:a], veto: [group:b] }, { reviewers: [group:b] }]\n`,
      '2:41 error veto_not_asked stages[0].veto[0]: group:b is never asked in this stage; list it among its reviewers or its ladder',
    ],
    [
      'more denials than people',
      `${REJECT}reviewers: [person:a, person:b]\ndeny: 3\n`,
      '3:7 error unsatisfiable deny: 3 denials can never come from 2 people; give at most 2',
    ],
  ]);
});

describe('whose votes count', () => {
  takes([
    [
      'a condition over reviewer and action',
      `${REJECT}votesCount: reviewer.attributes.grade >= 3 || action.risk == "low" || "legal" in reviewer.groups\n`,
    ],
  ]);
  refuses([
    [
      'an unknown field, by name',
      `${REJECT}votesCount: reviewer.attribute.grade > 2\n`,
      '2:22 error condition_type votesCount: No such key: attribute',
    ],
    [
      'what a vote knows nothing of',
      `${REJECT}stages:\n  - reviewers: [group:a]\n    votesCount: requester.id == "x"\n`,
      '4:17 error condition_type stages[0].votesCount: Unknown variable: requester',
    ],
    [
      'what is neither true nor false',
      `${REJECT}votesCount: reviewer.id\n`,
      '2:13 error condition_type votesCount: a condition must be true or false, this is string',
    ],
  ]);
});

describe('the ladder', () => {
  takes([
    [
      'every kind of step',
      'reviewers: [group:a]\nladder:\n  - { after: 10m, remind: true, repeat: { every: 10m, times: 5 } }\n  - { after: 1h, add: [group:b] }\n  - { after: 2h, replace: [group:c] }\n  - { after: 3h, page: [person:duty], repeat: { every: 15m, times: 3 } }\n  - { after: 4h, end: reject }\n',
    ],
    ['repetitions that all come', `${REJECT}deadline: 2h\nladder: [{ after: 30m, remind: true, repeat: { every: 30m, times: 2 } }]\n`],
    ['an end that says what deadline and onTimeout say', 'deadline: 1h\nonTimeout: reject\nladder: [{ after: 60m, end: reject }]\n'],
  ]);
  refuses([
    [
      'a step that does nothing',
      `${REJECT}ladder: [{ after: 1h }]\n`,
      '2:10 error contradiction ladder[0]: says nothing to do; give exactly one of remind, add, replace, page, end',
    ],
    [
      'a step that does two things',
      `${REJECT}ladder: [{ after: 1h, remind: true, add: [group:a] }]\n`,
      '2:10 error contradiction ladder[0]: says `remind` and `add`; give exactly one of remind, add, replace, page, end',
    ],
    [
      'a step after the deadline',
      `${REJECT}deadline: 2h\nladder: [{ after: 3h, page: [group:a] }]\n`,
      '3:19 error after_deadline ladder[0].after: 3h is not before the deadline (2h), so it is never reached',
    ],
    [
      'a step of a stage after the deadline',
      `${REJECT}stages: [{ reviewers: [group:a], ladder: [{ after: 2d, add: [group:b] }] }]\n`,
      '2:52 error after_deadline stages[0].ladder[0].after: 2d is not before the deadline (default of 24h), so it is never reached',
    ],
    [
      'a reminder that no escalation brings forward',
      'onTimeout: escalate\ndeadline: 2h\nladder: [{ after: 3h, remind: true }]\n',
      '3:19 error after_deadline ladder[0].after: 3h is not before the deadline (2h), so it is never reached',
    ],
    [
      'a step after the end',
      'ladder: [{ after: 1h, end: reject }, { after: 2h, add: [group:a] }]\n',
      '1:47 error after_deadline ladder[1].after: 2h is not before the deadline (1h), so it is never reached',
    ],
    [
      'a step that adds again',
      `${REJECT}ladder: [{ after: 30m, add: [group:a], repeat: { every: 30m, times: 2 } }]\n`,
      '2:48 error contradiction ladder[0].repeat: `repeat` goes with `remind` or `page`',
    ],
    [
      'a replacement by too few',
      `${REJECT}reviewers: [group:a, group:b]\nneed: all\nladder: [{ after: 30m, replace: [group:c] }]\n`,
      '4:33 error unsatisfiable ladder[0].replace: lists 1, and 2 must still approve; `replace` never lowers how many',
    ],
    [
      'a replacement of several lists by one person',
      `${REJECT}allOf: [{ reviewers: [group:a] }, { reviewers: [group:b] }]\nladder: [{ after: 30m, replace: [person:c] }]\n`,
      '3:33 error unsatisfiable ladder[0].replace: needs the same person in two places, and one person fills one',
    ],
    [
      'a replacement that lists somebody twice',
      `${REJECT}reviewers: [group:a]\nladder: [{ after: 30m, replace: [person:c, person:c] }]\n`,
      '3:44 error duplicate_reviewer ladder[0].replace[1]: person:c is listed twice; one listing is one entry to fill',
    ],
    [
      'an end otherwise than onTimeout',
      'onTimeout: escalate\nladder: [{ after: 1h, end: reject }]\n',
      '1:12 error contradiction onTimeout: the ladder ends with reject; give one of the two',
    ],
    [
      'an end at another time than the deadline',
      'deadline: 2h\nladder: [{ after: 1h, end: reject }]\n',
      '1:11 error contradiction deadline: the ladder ends after 1h; give one of the two',
    ],
    [
      'two ends',
      'ladder: [{ after: 1h, end: reject }, { after: 2h, end: reject }]\n',
      '1:56 error contradiction ladder[1].end: a second `end`; a request ends once',
    ],
    [
      'an end by approval of high risk',
      'risk: high\nladder: [{ after: 1h, end: approve }]\n',
      '2:28 error approve_on_timeout ladder[0].end: silence never approves high risk; use reject or escalate, or lower `risk`',
    ],
    [
      'an end of a stage',
      `${REJECT}stages: [{ reviewers: [group:a], ladder: [{ after: 1h, end: reject }] }]\n`,
      '2:61 error contradiction stages[0].ladder[0].end: `end` ends the request, not a stage; it belongs in the ladder of the policy',
    ],
    [
      'an escalation to nobody, where the ladder only reminds',
      `${REJECT}onMaxRevisions: escalate\nladder: [{ after: 1h, remind: true }]\n`,
      '2:17 error nobody_to_escalate_to onMaxRevisions: `onMaxRevisions: escalate` takes the next step of `escalate`, and there is none; add `escalate: [{ after: 30m, to: [group:…] }]`',
    ],
  ]);
  warns([
    [
      'a step that the deadline overtakes',
      'onTimeout: escalate\ndeadline: 2h\nladder: [{ after: 3h, page: [group:a] }]\n',
      '3:19 warning after_deadline ladder[0].after: 3h is not before the deadline (2h); the deadline escalates first',
    ],
    [
      'repetitions after the deadline',
      `${REJECT}deadline: 2h\nladder: [{ after: 30m, remind: true, repeat: { every: 30m, times: 3 } }]\n`,
      '3:67 warning after_deadline ladder[0].repeat.times: only 2 of 3 repetitions come before the deadline (2h)',
    ],
    [
      'a long ladder',
      `${REJECT}ladder: [${[1, 2, 3, 4, 5].map((hour) => `{ after: ${hour}h, page: [group:g${hour}] }`).join(', ')}]\n`,
      '2:9 warning many_steps ladder: 5 escalation steps; more than 4 wake people who cannot help',
    ],
    [
      'steps out of order',
      `${REJECT}ladder: [{ after: 2h, add: [group:a] }, { after: 1h, add: [group:b] }]\n`,
      '2:50 warning out_of_order ladder[1].after: not later than the step before it; times count from the start of the review',
    ],
    [
      'an end by approval',
      'ladder: [{ after: 1h, end: approve }]\n',
      '1:28 warning approve_on_timeout ladder[0].end: silence approves; a request whose risk turns out high or critical expires instead',
    ],
  ]);
});

describe('windows', () => {
  takes([
    [
      'weekends, nights, dates and stretches',
      `${REJECT}freeze:\n  - { zone: Europe/Berlin, days: [sat, sun] }\n  - { zone: UTC, from: 18:00, to: 08:00 }\n  - { zone: UTC, dates: [2026-12-24/2027-01-02, 2026-05-01] }\n  - { zone: America/New_York, from: "2026-11-26T00:00", to: "2026-11-28T00:00" }\n`,
    ],
    [
      'one window or several',
      `${REJECT}match: { during: { zone: UTC, days: [mon] }, outside: [{ zone: UTC, from: "08:00", to: "24:00" }] }\n`,
    ],
  ]);
  refuses([
    [
      'an unknown zone, with the city’s',
      `${REJECT}match: { during: { zone: Berlin, days: [mon] } }\n`,
      '2:26 error unknown_zone match.during.zone: there is no time zone "Berlin"; did you mean Europe/Berlin?',
    ],
    [
      'an unknown zone in a list',
      `${REJECT}match: { outside: [{ zone: Mars, days: [mon] }] }\n`,
      '2:28 error unknown_zone match.outside[0].zone: there is no time zone "Mars", give a name such as Europe/Berlin or UTC',
    ],
    [
      'a beginning without an end',
      `${REJECT}match: { during: { zone: UTC, from: "08:00" } }\n`,
      '2:18 error missing_field match.during.to: `to` is missing; give both `from` and `to`, or neither',
    ],
    [
      'a time up to a moment',
      `${REJECT}freeze: [{ zone: UTC, from: "08:00", to: "2026-01-01T00:00" }]\n`,
      '2:42 error contradiction freeze[0].to: give two times of day, or two dates with times',
    ],
    [
      'an empty window',
      `${REJECT}freeze: [{ zone: UTC, from: "08:00", to: "08:00" }]\n`,
      '2:42 error empty_window freeze[0].to: nothing lies between 08:00 and 08:00; leave both out for whole days',
    ],
    [
      'a stretch that ends before it begins',
      `${REJECT}freeze: [{ zone: UTC, from: "2026-02-01T00:00", to: "2026-01-01T00:00" }]\n`,
      '2:53 error empty_window freeze[0].to: 2026-01-01T00:00 is not after 2026-02-01T00:00',
    ],
    [
      'days of one stretch',
      `${REJECT}freeze: [{ zone: UTC, days: [mon], from: "2026-01-01T00:00", to: "2026-02-01T00:00" }]\n`,
      '2:29 error contradiction freeze[0].days: `days` does not go with two moments: they are one stretch of time',
    ],
    [
      'a zone alone',
      `${REJECT}freeze: [{ zone: UTC }]\n`,
      '2:10 error empty_window freeze[0]: names a zone and no time: give `days`, `dates`, or `from` and `to`',
    ],
    [
      'a day that begins when it is over',
      `${REJECT}freeze: [{ zone: UTC, from: "24:00", to: "08:00" }]\n`,
      '2:29 error wrong_format freeze[0].from: a day begins at "00:00"',
    ],
    [
      'dates that are all excepted',
      `${REJECT}freeze: [{ zone: UTC, dates: ["2026-01-01"], except: ["2025-12-30/2026-01-02"] }]\n`,
      '2:54 error empty_window freeze[0].except: excepts every date that is listed',
    ],
    [
      'a freeze without end',
      `${REJECT}freeze: [{ zone: UTC, from: "08:00", to: "20:00" }, { zone: UTC, from: "20:00", to: "08:00" }]\n`,
      '2:9 error unsatisfiable freeze: leaves no time in which an effect may start; `route: deny` says so at once',
    ],
  ]);
  warns([
    [
      'a long freeze',
      `${REJECT}freeze: [{ zone: UTC, from: "2026-01-01T00:00", to: "2026-06-01T00:00" }]\n`,
      '2:9 warning long_freeze freeze: frozen for 151d without a break; what is approved then waits so long',
    ],
  ]);
});

describe('clocks', () => {
  takes([
    [
      'working hours, pauses and limits',
      `${REJECT}clock: { per: request, pausedWhile: [revising, question], maxPause: 4h, pauseBudget: 12h, hours: { zone: Europe/Berlin, days: [mon], from: "09:00", to: "17:00", except: [2026-12-24] } }\nextend: { upTo: 2h, times: 2 }\nsnooze: { upTo: 1h }\nclaimFor: 30m\n`,
    ],
  ]);
  refuses([
    [
      'hours that cannot hold the deadline',
      `${REJECT}deadline: 366d\nclock: { hours: { zone: UTC, days: [mon], from: "08:00", to: "08:05" } }\n`,
      '3:17 error unsatisfiable clock.hours: the request may need 366d of these hours, and 2000 times of opening hold only 5d 22h; shorten the deadline or open longer',
    ],
    [
      'hours that never come',
      `${REJECT}clock: { hours: { zone: UTC, from: "08:00", to: "09:00", except: ["2000-01-01/2999-12-31"] } }\n`,
      '2:17 error empty_window clock.hours: these hours never come',
    ],
    [
      'hours of an unknown zone',
      `${REJECT}clock: { hours: { zone: europe berlin, days: [mon] } }\n`,
      '2:25 error unknown_zone clock.hours.zone: there is no time zone "europe berlin"; did you mean Europe/Berlin?',
    ],
  ]);
  warns([
    [
      'a bound of pauses that are none',
      `${REJECT}clock: { maxPause: 1h }\n`,
      '2:20 warning no_effect clock.maxPause: `maxPause` has no effect without `pausedWhile`',
    ],
    [
      'a bound of all pauses that are none',
      `${REJECT}clock: { pauseBudget: 1h }\n`,
      '2:23 warning no_effect clock.pauseBudget: `pauseBudget` has no effect without `pausedWhile`',
    ],
    [
      'a pause longer than all pauses may be',
      `${REJECT}clock: { pausedWhile: [question], maxPause: 4h, pauseBudget: 1h }\n`,
      '2:45 warning no_effect clock.maxPause: no pause is longer than `pauseBudget`, which is 1h',
    ],
    [
      'a claim that lasts to the end',
      `${REJECT}deadline: 1h\nclaimFor: 1h\n`,
      '3:11 warning after_deadline claimFor: 1h: whoever takes it can keep its place from the others until the deadline',
    ],
  ]);
});

describe('gates', () => {
  refuses([
    [
      'a type that cannot be, among those always reviewed',
      `${REJECT}route: auto\nalwaysReview: [a..b]\n`,
      '3:16 error never_matches alwaysReview[0]: no action type can look like "a..b"; types are dotted, such as payments.refund',
    ],
    [
      'a type that cannot be, among those of high risk',
      `${REJECT}highRisk: [".x"]\n`,
      '2:12 error never_matches highRisk[0]: no action type can look like ".x"; types are dotted, such as payments.refund',
    ],
  ]);
  warns([
    [
      'a rule where nobody is asked',
      `${REJECT}route: deny\nreviewWhen: ["true"]\n`,
      '3:13 warning no_effect reviewWhen: `reviewWhen` has no effect with `route: deny`, which refuses without asking',
    ],
    [
      'types where everything is reviewed',
      `${REJECT}alwaysReview: [a.*]\n`,
      '2:15 warning no_effect alwaysReview: `alwaysReview` has no effect while the policy always asks; add `route: auto` or `confidence`',
    ],
  ]);
});
