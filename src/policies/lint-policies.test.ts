import { describe, expect, it } from '@jest/globals';
import { formatFinding } from './finding.js';
import { comparePolicyFiles } from './file-order.js';
import { lintPolicies, type LintContext, type LintResult } from './lint-policies.js';

function lint(files: Record<string, string>, context?: LintContext): LintResult {
  return lintPolicies(
    Object.entries(files).map(([file, text]) => ({ file, text })),
    context,
  );
}

const lines = (result: LintResult): string[] => result.findings.map(formatFinding);
const policy = (name: string, rest = ''): string => `name: ${name}\nonTimeout: reject\n${rest}`;

describe('the order of evaluation', () => {
  it('is by leading number, then by name; files without a number come last', () => {
    const files = ['b.yaml', '10-z.yaml', '2-a.yaml', 'a.yaml', '2_b.json', '10-a.yml'];
    expect(files.sort(comparePolicyFiles)).toEqual(['2-a.yaml', '2_b.json', '10-a.yml', '10-z.yaml', 'a.yaml', 'b.yaml']);
  });

  it('looks at the file, not at its folder', () => {
    const { policies } = lint({
      'a/2-x.yaml': policy('x', 'match: { types: [x] }\n'),
      'b/1-y.yaml': policy('y', 'match: { types: [y] }\n'),
    });
    expect(policies.map((each) => each.name)).toEqual(['y', 'x']);
  });
});

describe('lintPolicies', () => {
  it('refuses a second policy of the same name, in the file that comes second', () => {
    const result = lint({ '2.yaml': policy('x', 'match: { types: [b] }\n'), '1-a.yaml': policy('x', 'match: { types: [a] }\n') });
    expect(lines(result)).toEqual(['2.yaml:1:7 error duplicate_name name: the name x is taken by 1-a.yaml; names are unique']);
    expect(result.policies.map((each) => each.file)).toEqual(['1-a.yaml']);
  });

  it.each([
    ['a policy for everything', 'route: deny\n', 'match: { types: ["payments.*"] }\n', '3:8'],
    ['wider types', 'match: { types: ["payments.*"] }\n', 'match: { types: [payments.refund], when: "facts.x" }\n', '3:8'],
    ['the same types', 'match: { types: ["a.*", "b.*"] }\n', 'match: { types: ["b.x", "a.y"] }\n', '3:8'],
    ['a policy without types', '', '', '1:7'],
  ])('warns of a policy that %s makes unreachable', (_what, first, second, place) => {
    const result = lint({ '1-a.yaml': policy('a', first), '2-b.yaml': policy('b', second) });
    const found = lines(result).filter((line) => line.includes('unreachable'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      new RegExp(`^2-b\\.yaml:${place} warning unreachable (match|name): never reached: a \\(1-a\\.yaml\\) comes first`),
    );
    expect(result.policies).toHaveLength(2);
  });

  it.each([
    ['the earlier one has a condition', 'match: { types: ["payments.*"], when: "facts.x" }\n', 'match: { types: ["payments.*"] }\n'],
    ['the earlier one covers only some types', 'match: { types: ["payments.*"] }\n', 'match: { types: ["payments.*", "x.y"] }\n'],
    ['the earlier one is narrower', 'match: { types: ["payments.refund"] }\n', 'match: { types: ["payments.*"] }\n'],
    ['the earlier one holds at some times', 'match: { during: { zone: UTC, days: [mon] } }\n', 'match: { types: ["payments.*"] }\n'],
    ['the earlier one does not hold at some times', 'match: { outside: { zone: UTC, days: [mon] } }\n', ''],
  ])('does not warn where %s', (_what, first, second) => {
    expect(lines(lint({ '1.yaml': policy('a', first), '2.yaml': policy('b', second) }))).toEqual([]);
  });

  it('checks reviewers against the directory, as warnings with a guess', () => {
    const text = policy(
      'a',
      'stages: [{ reviewers: [group:finanse, person:ada] }]\nescalate: [{ after: 1h, to: [person:bob, group:leads] }]\n',
    );
    expect(lines(lint({ 'a.yaml': text }, { directory: { groups: ['finance', 'leads'], people: ['ada'] } }))).toEqual([
      'a.yaml:3:24 warning unknown_group stages[0].reviewers[0]: there is no group finanse yet; did you mean group:finance?; requests that need it are refused until there is',
      'a.yaml:4:30 warning unknown_person escalate[0].to[0]: there is no person bob yet; requests that need it are refused until there is',
    ]);
    expect(lines(lint({ 'a.yaml': text }))).toEqual([]);
  });

  it('checks the reviewers of branches, ladders and fallbacks too', () => {
    const text = policy(
      'a',
      `anyOf:
  - allOf: [{ reviewers: [group:x1] }]
  - reviewers: [group:x2]
escalate: { after: 1h, to: [group:x3] }
ladder: [{ after: 2h, replace: [group:x4] }, { after: 3h, page: [group:x5] }, { after: 4h, add: [group:x6] }]
fallback: [group:x7]
`,
    );
    const found = lint({ 'a.yaml': text }, { directory: { groups: [], people: [] } }).findings;
    expect(found.map((finding) => `${finding.line} ${finding.path}`)).toEqual([
      '4 anyOf[0].allOf[0].reviewers[0]',
      '5 anyOf[1].reviewers[0]',
      '6 escalate.to[0]',
      '7 ladder[0].replace[0]',
      '7 ladder[1].page[0]',
      '7 ladder[2].add[0]',
      '8 fallback[0]',
    ]);
    const stages = policy('a', 'stages: [{ reviewers: [group:a], ladder: [{ after: 1h, add: [group:y] }] }]\n');
    expect(lint({ 'a.yaml': stages }, { directory: { groups: ['a'], people: [] } }).findings.map((finding) => finding.path)).toEqual([
      'stages[0].ladder[0].add[0]',
    ]);
  });

  it('looks up pointers into the arguments of registered actions', () => {
    const files = { 'a.yaml': policy('a', 'keepVotes: { unless: [/amuont] }\n') };
    const actions = [{ type: 'payments.refund', argsSchema: { properties: { amount: {} } } }];
    expect(lines(lint(files, { actions }))).toEqual([
      'a.yaml:3:23 warning unknown_pointer keepVotes.unless[0]: the arguments of payments.refund have nothing at /amuont, so it never makes a vote void',
    ]);
    expect(lines(lint(files))).toEqual([]);
  });

  it('names policies after their files, and refuses two that are named alike', () => {
    const result = lint({
      'x/a.yaml': 'onTimeout: reject\nmatch: { types: [a] }\n',
      'y/a.yaml': 'onTimeout: reject\nmatch: { types: [b] }\n',
    });
    expect(result.policies.map(({ name }) => name)).toEqual(['a']);
    expect(lines(result)).toEqual(['y/a.yaml:1:1 error duplicate_name name: the name a is taken by x/a.yaml; names are unique']);
  });

  it('lets a ladder be what a deadline escalates to', () => {
    const files = { 'a.yaml': 'name: a\nonTimeout: escalate\nreviewers: [group:x]\nladder: [{ after: 1h, page: [group:y] }]\n' };
    expect(lines(lint(files, { defaultReviewers: [] }))).toEqual([]);
  });

  it('refuses what could ask nobody, where there are no default reviewers', () => {
    const files = { 'a.yaml': 'name: a\nonTimeout: escalate\nreviewers: [group:x]\n', 'b.yaml': policy('b', 'match: { types: [b] }\n') };
    expect(lines(lint(files, { defaultReviewers: [] })).filter((line) => !line.includes('unreachable'))).toEqual([
      'a.yaml:2:12 error nobody_to_escalate_to onTimeout: `onTimeout: escalate` with no `escalate` list and no default reviewers; add `escalate: [{ after: 30m, to: [group:…] }]`',
      'b.yaml:1:1 error nobody_to_ask: names no reviewers, and there are no default reviewers; add `reviewers: [group:…]`',
    ]);
    expect(lint(files, { defaultReviewers: ['group:reviewers'] }).policies).toHaveLength(2);
  });

  it('keeps the good policies apart from the broken ones', () => {
    const result = lint({ '1.yaml': 'name: [', '2.yaml': policy('b') });
    expect(result.policies.map((each) => each.name)).toEqual(['b']);
    expect(result.findings.map((finding) => finding.file)).toEqual(['1.yaml']);
  });
});
