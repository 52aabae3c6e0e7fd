import { describe, expect, it } from '@jest/globals';
import { parsePolicyDocument } from './parse-policy.js';
import { formatFinding, type Finding } from './finding.js';

const MINIMAL = 'name: p\nonTimeout: reject\n';

function findings(text: string): Finding[] {
  const parsed = parsePolicyDocument(text, 'p.yaml');
  return parsed.ok ? parsed.warnings : parsed.findings;
}

/** `line:column code path: message` of everything found. */
const lines = (text: string): string[] => findings(text).map((finding) => formatFinding(finding).replace(/^p\.yaml:/, ''));

describe('parsePolicyDocument', () => {
  it('takes the shortest policy', () => {
    expect(parsePolicyDocument(MINIMAL, 'p.yaml')).toMatchObject({ ok: true, policy: { name: 'p', onTimeout: 'reject' }, warnings: [] });
  });

  it('gives YAML and JSON of the same policy the same digest, whatever order, comments and layout', () => {
    const yaml = parsePolicyDocument(
      '# money\nonTimeout: reject\nmatch: { types: ["payments.*"] }\nconfidence: {below: 0.70}\nname: p\n',
      'a.yaml',
    );
    const json = parsePolicyDocument(
      '{\n\t"name": "p",\n\t"confidence": {"below": 0.7},\n\t"match": {"types": ["payments.*"]},\n\t"onTimeout": "reject"\n}',
      'a.json',
    );
    if (!yaml.ok || !json.ok) throw new Error('does not parse');
    expect(yaml.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(yaml.digest).toBe(json.digest);
    expect(parsePolicyDocument(MINIMAL, 'a')).not.toMatchObject({ digest: yaml.digest });
  });

  it('takes the example of the seed in four lines, named as its file', () => {
    const text = `reviewers: [group:security-team, person:devops-lead]
need: majority
escalate: { after: 30m, to: [group:security-leads] }
onTimeout: reject
`;
    expect(parsePolicyDocument(text, 'policies/security-response.yaml')).toMatchObject({
      ok: true,
      warnings: [],
      policy: {
        name: 'security-response',
        reviewers: ['group:security-team', 'person:devops-lead'],
        need: 'majority',
        escalate: { after: '30m', to: ['group:security-leads'] },
        onTimeout: 'reject',
      },
    });
  });

  it.each([
    ['policies/10-deploy.yaml', undefined, '10-deploy'],
    ['deploy.YML', undefined, 'deploy'],
    ['deploy.v2.json', undefined, 'deploy.v2'],
    ['C:\\policies\\deploy.yaml', undefined, 'deploy'],
    ['a.yaml', 'a.yaml', 'a.yaml'],
    ['in the address', 'large', 'large'],
  ])('names a policy without a name after its file (%s) or as it is told (%s): %s', (file, name, expected) => {
    expect(parsePolicyDocument('onTimeout: reject\n', file, name)).toMatchObject({ ok: true, policy: { name: expected } });
  });

  it('gives a policy the same digest whether its name stands in it or not', () => {
    const [named, unnamed] = [parsePolicyDocument(MINIMAL, 'x.yaml'), parsePolicyDocument('onTimeout: reject\n', 'p.yaml')];
    if (!named.ok || !unnamed.ok) throw new Error('does not parse');
    expect(unnamed.digest).toBe(named.digest);
  });

  it('asks for a name where the file has none that would do', () => {
    const parsed = parsePolicyDocument('onTimeout: reject\n', 'my policy.yaml');
    if (parsed.ok) throw new Error('it parses');
    expect(parsed.findings.map(formatFinding)).toEqual([
      'my policy.yaml:1:1 error missing_field name: `name` is missing; add `name: …`, unique among the policies',
    ]);
  });

  it.each<[string, string, string]>([
    [
      'a typing error in a field',
      'name: p\nonTimeout: reject\nremindafter: 10m\n',
      '3:1 error unknown_field remindafter: unknown field `remindafter`; did you mean `remindAfter`?',
    ],
    [
      'a field deep inside',
      'name: p\nonTimeout: reject\nmatch:\n  types: [a.b]\n  wen: "true"\n',
      '5:3 error unknown_field match.wen: unknown field `wen`; did you mean `when`?',
    ],
    [
      'a field that resembles nothing',
      `${MINIMAL}match: { colour: red }\n`,
      '3:10 error unknown_field match.colour: unknown field `colour`; known here: types, when, during, outside',
    ],
    [
      'a field of an escalation step',
      `${MINIMAL}escalate:\n  - after: 30m\n    too: [group:a]\n    to: [group:a]\n`,
      '5:5 error unknown_field escalate[0].too: unknown field `too`; did you mean `to`?',
    ],
    [
      'no onTimeout',
      'name: p\n',
      '1:1 error missing_field onTimeout: `onTimeout` is missing; say what silence does: add `onTimeout: reject` (or `escalate`, or `approve`)',
    ],
    [
      'a wrong choice',
      'name: p\nonTimeout: rejct\n',
      '2:12 error unknown_value onTimeout: the text "rejct" is none of reject, approve, escalate; did you mean reject?',
    ],
    [
      'a lone reviewer',
      `${MINIMAL}reviewers: group:finance\n`,
      '3:12 error wrong_type reviewers: expected a list, found the text "group:finance"; write [group:finance]',
    ],
    [
      'a space in a reference',
      `${MINIMAL}reviewers:\n  - group: finance\n`,
      '4:5 error wrong_type reviewers[0]: expected text, found a mapping; leave out the space after the colon, as in group:finance',
    ],
    [
      'a reviewer that is no reference',
      `${MINIMAL}reviewers: [finance]\n`,
      '3:13 error wrong_format reviewers[0]: the text "finance" is not a reviewer reference such as "group:finance" or "person:ada"',
    ],
    [
      'an empty list',
      `${MINIMAL}reviewers: []\n`,
      '3:12 error out_of_range reviewers: an empty list; name at least one, or leave the field out',
    ],
    [
      'a number for a duration',
      `${MINIMAL}deadline: 30\n`,
      '3:11 error wrong_type deadline: expected text, found the number 30; give a unit, such as "30m"',
    ],
    [
      'a duration that is none',
      `${MINIMAL}deadline: soon\n`,
      '3:11 error wrong_format deadline: the text "soon" is not a duration such as "30m", "2h", "1d" or ISO 8601 "PT30M", up to 366 days',
    ],
    [
      'a threshold above 1',
      `${MINIMAL}confidence: { below: 70 }\n`,
      '3:22 error out_of_range confidence.below: must be at most 1, found the number 70',
    ],
    ['infinity', `${MINIMAL}confidence: { below: .inf }\n`, '3:22 error wrong_type confidence.below: expected a finite number'],
    [
      'yes for true',
      `${MINIMAL}require: { rationale: yes }\n`,
      '3:23 error wrong_type require.rationale: expected true or false, found the text "yes"; YAML 1.2 has only true and false',
    ],
    [
      'an unknown need',
      `${MINIMAL}reviewers: [group:a]\nneed: most\n`,
      '4:7 error unknown_value need: the text "most" is none of any, all, majority, onePerGroup, nor {atLeast: n}',
    ],
    [
      'a need of nobody',
      `${MINIMAL}reviewers: [group:a]\nneed: { atLeast: 0 }\n`,
      '4:18 error out_of_range need.atLeast: must be at least 1, found the number 0',
    ],
    [
      'reviewers beside stages',
      `${MINIMAL}reviewers: [group:a]\nstages: [{ reviewers: [group:b] }]\n`,
      '4:9 error contradiction stages: give either `reviewers` or `stages`, not both',
    ],
    [
      'more needed than listed',
      `${MINIMAL}reviewers: [group:a, person:b]\nneed: { atLeast: 3 }\n`,
      '4:18 error unsatisfiable need.atLeast: needs 3 entries filled but lists only 2; a group is one entry, whoever of it answers',
    ],
    [
      'somebody listed twice',
      `${MINIMAL}reviewers: [person:a, group:b, person:a]\n`,
      '3:32 error duplicate_reviewer reviewers[2]: person:a is listed twice; one listing is one entry to fill',
    ],
    [
      'a reminder after the end',
      `${MINIMAL}deadline: 1h\nremindAfter: 60m\n`,
      '4:14 error after_deadline remindAfter: 60m is not before the deadline (1h), so nobody is ever reminded',
    ],
    [
      'an escalation after the end',
      `${MINIMAL}deadline: 1h\nescalate: [{ after: 2h, to: [group:a] }]\n`,
      '4:21 error after_deadline escalate[0].after: 2h is not before the deadline (1h), so it is never reached',
    ],
    [
      'an escalation after the default end',
      `${MINIMAL}escalate: [{ after: 2d, to: [group:a] }]\n`,
      '3:21 error after_deadline escalate[0].after: 2d is not before the deadline (default of 24h), so it is never reached',
    ],
    [
      'silence that approves high risk',
      'name: p\nrisk: high\nonTimeout: approve\n',
      '3:12 error approve_on_timeout onTimeout: silence never approves high risk; use reject or escalate, or lower `risk`',
    ],
    [
      'a type that cannot be',
      `${MINIMAL}match: { types: ["payments..x"] }\n`,
      '3:18 error never_matches match.types[0]: no action type can look like "payments..x"; types are dotted, such as payments.refund',
    ],
    [
      'an upper-case type',
      `${MINIMAL}match: { types: [Payments.x] }\n`,
      '3:18 error wrong_format match.types[0]: the text "Payments.x" is not an action type or glob such as "payments.*"',
    ],
    [
      'a condition with a typing error',
      `${MINIMAL}match: { when: "action.amount > 3" }\n`,
      '3:24 error condition_type match.when: No such key: amount',
    ],
    [
      'a plain condition',
      `${MINIMAL}match:\n  when: facts.a && acton.args.x\n`,
      '4:20 error condition_type match.when: Unknown variable: acton',
    ],
    [
      'a condition in a block',
      `${MINIMAL}match:\n  when: |\n    facts.a &&\n      acton.args.x\n`,
      '6:7 error condition_type match.when: Unknown variable: acton',
    ],
    [
      'a folded condition, at its start',
      `${MINIMAL}match:\n  when: >\n    facts.a &&\n    acton.args.x\n`,
      '4:9 error condition_type match.when: Unknown variable: acton',
    ],
    [
      'a condition that is not finished',
      `${MINIMAL}match: { when: 'action.args.amount >' }\n`,
      '3:37 error condition_syntax match.when: the expression ends too early',
    ],
    [
      'a slow regular expression of other dialects',
      `${MINIMAL}match: { when: 'action.title.matches("(?=a)")' }\n`,
      '3:38 error condition_regex match.when: regular expression not understood: invalid or unsupported Perl syntax: `(?=` (RE2 syntax: no look-around, no back-references)',
    ],
    [
      'an escalation to nobody',
      `${MINIMAL}onMaxRevisions: escalate\n`,
      '3:17 error nobody_to_escalate_to onMaxRevisions: `onMaxRevisions: escalate` takes the next step of `escalate`, and there is none; add `escalate: [{ after: 30m, to: [group:…] }]`',
    ],
    [
      'a field of the only escalation step',
      `${MINIMAL}escalate: { after: 30m, too: [group:a], to: [group:a] }\n`,
      '3:25 error unknown_field escalate.too: unknown field `too`; did you mean `to`?',
    ],
    [
      'an escalation that is neither a step nor a list',
      `${MINIMAL}escalate: 30m\n`,
      '3:11 error wrong_type escalate: expected a mapping of fields or a list of them, found the text "30m"',
    ],
    [
      'a duration of the only escalation step',
      `${MINIMAL}escalate: { after: 30, to: [group:a] }\n`,
      '3:20 error wrong_type escalate.after: expected text, found the number 30; give a unit, such as "30m"',
    ],
    [
      'a field of a branch deep inside',
      `${MINIMAL}anyOf:\n  - reviewers: [group:a]\n  - allOf:\n      - { reviewer: [group:b] }\n`,
      '6:11 error unknown_field anyOf[1].allOf[0].reviewer: unknown field `reviewer`; did you mean `reviewers`?',
    ],
    [
      'a field of a window in a list',
      `${MINIMAL}match:\n  during:\n    - { zone: UTC, day: [mon] }\n`,
      '5:20 error unknown_field match.during[0].day: unknown field `day`; did you mean `days`?',
    ],
    [
      'a day that is none',
      `${MINIMAL}freeze: [{ zone: UTC, days: [saturday] }]\n`,
      '3:30 error unknown_value freeze[0].days[0]: the text "saturday" is none of sun, mon, tue, wed, thu, fri, sat',
    ],
    [
      'a date that is none',
      `${MINIMAL}freeze: [{ zone: UTC, dates: ["2026-02-30"] }]\n`,
      '3:31 error wrong_format freeze[0].dates[0]: the text "2026-02-30" is not a date such as "2026-12-24", or from one to another such as "2026-12-24/2027-01-02"',
    ],
    [
      'a pointer that is none',
      `${MINIMAL}keepVotes: { unless: [amount] }\n`,
      '3:23 error wrong_format keepVotes.unless[0]: the text "amount" is not a JSON pointer into the arguments, such as "/amount" or "/lines/*/price"',
    ],
    [
      'three people for an override',
      `${MINIMAL}override: { people: 3 }\n`,
      '3:21 error unknown_value override.people: the number 3 is none of 1, 2',
    ],
    [
      'a custom rule with a typing error',
      `${MINIMAL}route: auto\nreviewWhen: ["true", "acton.args.x"]\n`,
      '4:23 error condition_type reviewWhen[1]: Unknown variable: acton',
    ],
    ['two values for a field', 'name: p\nonTimeout: reject\nname: q\n', '3:1 error duplicate_field: `name` is given twice; keep one'],
    [
      'two values in JSON',
      '{"name":"p","onTimeout":"reject","onTimeout":"approve"}',
      '1:34 error duplicate_field: `onTimeout` is given twice; keep one',
    ],
    [
      'a second document',
      `${MINIMAL}---\nname: q\n`,
      '3:1 error several_documents: a second document after `---`; give each policy a file of its own',
    ],
    [
      'an anchor',
      'name: &n p\nonTimeout: reject\n',
      '1:10 error yaml_anchor: anchors (`&name`) are not taken; write the value out where it is needed',
    ],
    [
      'half a character',
      '{"name":"p","onTimeout":"reject","description":"\\ud800"}',
      '1:48 error bad_character: holds half a surrogate pair or a NUL character; remove it',
    ],
    [
      'a NUL',
      '{"name":"p","onTimeout":"reject","description":"a\\u0000"}',
      '1:48 error bad_character: holds half a surrogate pair or a NUL character; remove it',
    ],
    ['a tag', 'name: !!str p\nonTimeout: reject\n', '1:13 error yaml_tag: tags (`tag:yaml.org,2002:str`) are not taken; remove it'],
    ['a key that is no text', '? [a]\n: b\n', '1:3 error yaml_key: field names are plain text'],
    [
      'tabs',
      'name: p\nmatch:\n\ttypes: [a]\n',
      '3:1 error yaml_syntax: Tabs are not allowed as indentation; indent with spaces, YAML does not take tabs',
    ],
    [
      'a bracket left open',
      'name: p\nreviewers: [group:a\n',
      '3:1 error yaml_syntax: Flow sequence in block collection must be sufficiently indented and end with a ]; check the indentation and that every bracket is closed',
    ],
    ['no document', '# nothing\n', '1:1 error empty: an empty file; a policy needs at least `onTimeout`'],
    ['a list', '- name: p\n', '1:1 error wrong_type: expected a mapping of fields, found a list'],
    ['a text', 'hello\n', '1:1 error wrong_type: expected a mapping of fields, found the text "hello"'],
  ])('points at %s', (_what, text, expected) => {
    expect(parsePolicyDocument(text, 'p.yaml').ok).toBe(false);
    expect(lines(text)[0]).toBe(expected);
  });

  it.each<[string, string, string]>([
    [
      'silence that approves',
      'name: p\nonTimeout: approve\n',
      '2:12 warning approve_on_timeout onTimeout: silence approves; a request whose risk turns out high or critical expires instead',
    ],
    [
      'confidence that decides nothing',
      `${MINIMAL}route: review\nconfidence: { below: 0.7 }\n`,
      '4:13 warning no_effect confidence: `confidence` has no effect with `route: review`, which always asks',
    ],
    [
      'reviewers that nobody asks',
      `${MINIMAL}route: deny\nreviewers: [group:a]\n`,
      '4:12 warning no_effect reviewers: `reviewers` has no effect with `route: deny`, which refuses without asking',
    ],
    [
      'a late step that the deadline overtakes',
      'name: p\nonTimeout: escalate\ndeadline: 1h\nescalate: [{ after: 2h, to: [group:a] }]\n',
      '4:21 warning after_deadline escalate[0].after: 2h is not before the deadline (1h); the deadline escalates first',
    ],
    [
      'many stages',
      `${MINIMAL}stages: [${'abcd'
        .split('')
        .map((id) => `{ reviewers: [group:${id}] }`)
        .join(', ')}]\n`,
      '3:9 warning many_steps stages: 4 stages one after the other; more than 3 slow people down',
    ],
    [
      'many steps',
      `${MINIMAL}escalate: [${[1, 2, 3, 4, 5].map((hour) => `{ after: ${hour}h, to: [group:g${hour}] }`).join(', ')}]\n`,
      '3:11 warning many_steps escalate: 5 escalation steps; more than 4 wake people who cannot help',
    ],
    [
      'steps out of order',
      `${MINIMAL}escalate: [{ after: 2h, to: [group:a] }, { after: 1h, to: [group:b] }]\n`,
      '3:51 warning out_of_order escalate[1].after: not later than the step before it; times count from the start of the review',
    ],
  ])('loads but warns of %s', (_what, text, expected) => {
    expect(parsePolicyDocument(text, 'p.yaml').ok).toBe(true);
    expect(lines(text)).toEqual([expected]);
  });

  it('reports everything that is wrong, not just the first', () => {
    expect(
      findings('name: p\nonTimout: reject\ndeadline: 30\nmaxRevisions: 0\n')
        .map((finding) => finding.path)
        .sort(),
    ).toEqual(['deadline', 'maxRevisions', 'onTimeout', 'onTimout']);
  });

  it('keeps hostile keys from doing anything', () => {
    expect(lines('{"__proto__": {"name": "x"}, "name": "p", "onTimeout": "reject"}')[0]).toContain('unknown_field __proto__');
    expect(({} as { name?: string }).name).toBeUndefined();
  });
});

describe('bombs', () => {
  function timed(text: string): { codes: string[]; ms: number } {
    const started = performance.now();
    const codes = findings(text).map((finding) => finding.code);
    return { codes, ms: performance.now() - started };
  }
  const BOUND_MS = 5000;

  it('refuses more than 256 KiB unread', () => {
    const { codes, ms } = timed(`${MINIMAL}description: ${'x'.repeat(256 * 1024)}`);
    expect(codes).toEqual(['too_large']);
    expect(ms).toBeLessThan(500);
  });

  it('counts bytes, not characters', () => {
    expect(timed(`${MINIMAL}description: ${'é'.repeat(130 * 1024)}`).codes).toEqual(['too_large']);
    expect(timed(`${MINIMAL}description: ${'x'.repeat(200 * 1024)}`).codes).toEqual(['out_of_range']);
  });

  it.each([
    ['aliases of aliases', `a: &a [x,x]\n${Array.from({ length: 20 }, (_, n) => `${n}: &${n} [*a,*a,*a]`).join('\n')}\n`, 'yaml_anchor'],
    ['thousands of nested rules', `${MINIMAL}anyOf: ${'[{anyOf: '.repeat(9000)}`, undefined],
    ['rules nested too deeply', `${MINIMAL}anyOf: ${'[{anyOf: '.repeat(30)}[{reviewers: [group:a]}]${'}]'.repeat(30)}`, 'too_deep'],
    ['thousands of brackets', '['.repeat(200_000), undefined],
    ['thousands of nested mappings', `a: ${'{a: '.repeat(50_000)}`, undefined],
    ['tens of thousands of fields', Array.from({ length: 20_000 }, (_, n) => `f${n}: 1`).join('\n'), 'unknown_field'],
    ['tens of thousands of equal fields', 'a: 1\n'.repeat(40_000), 'duplicate_field'],
  ])('answers %s in bounded time', (_what, text, code) => {
    const { codes, ms } = timed(text);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.length).toBeLessThanOrEqual(50);
    if (code) expect(codes).toContain(code);
    expect(ms).toBeLessThan(BOUND_MS);
  });
});
