import { describe, expect, it } from '@jest/globals';
import type { Need, ReviewerRef, Rule, Step } from './plan.js';
import { ladderText, missingText, ruleText } from './rule-text.js';

const names: Readonly<Record<ReviewerRef, string>> = { 'person:ada': 'Ada', 'group:finance': 'finance (group)' };
const label = (ref: ReviewerRef) => names[ref] ?? ref;
const seats = (need: Need, entries: ReviewerRef[], count = 1): Rule => ({ kind: 'entries', need, entries, count });
const step = (over: Partial<Step>): Step => ({ afterMs: 1_800_000, do: 'add', to: ['group:leads'], repeat: null, ...over });

describe('a rule in words', () => {
  it.each<[string, Rule]>([
    ['a majority of group:security, person:devops-lead', seats('majority', ['group:security', 'person:devops-lead'], 2)],
    ['group:security', seats('majority', ['group:security'])],
    ['any one of Ada, finance (group)', seats('any', ['person:ada', 'group:finance'])],
    ['Ada and finance (group)', seats('all', ['person:ada', 'group:finance'], 2)],
    ['all of Ada, finance (group), group:legal', seats('all', ['person:ada', 'group:finance', 'group:legal'], 3)],
    ['at least 2 of Ada, finance (group), group:legal', seats('atLeast', ['person:ada', 'group:finance', 'group:legal'], 2)],
    ['one person for each of finance (group), group:legal', seats('onePerGroup', ['group:finance', 'group:legal'], 2)],
  ])('says “%s”', (words, rule) => {
    expect(ruleText(rule, label)).toBe(words);
  });

  it('keeps branches apart, and says where they need different people', () => {
    const two = seats('atLeast', ['group:a', 'group:b', 'group:c'], 2);
    const rule: Rule = { kind: 'anyOf', of: [seats('any', ['person:ada']), { kind: 'allOf', of: [seats('any', ['group:legal']), two] }] };
    expect(ruleText(rule, label)).toBe('Ada or (group:legal and (at least 2 of group:a, group:b, group:c)), all of them different people');
    expect(ruleText({ kind: 'allOf', of: [two] }, label)).toBe('at least 2 of group:a, group:b, group:c');
    expect(ruleText({ kind: 'anyOf', of: [seats('any', ['person:ada']), two] }, label)).toBe(
      'Ada or (at least 2 of group:a, group:b, group:c)',
    );
  });
});

describe('a step of the ladder in words', () => {
  it.each<[string, Step]>([
    ['after 30m reminds whoever is asked', step({ do: 'remind', to: [] })],
    ['after 30m also asks group:leads', step({})],
    ['after 30m asks group:leads, Ada instead', step({ do: 'replace', to: ['group:leads', 'person:ada'] })],
    [
      'after 1h pages group:leads, again every 10m, 3 times',
      step({ afterMs: 3_600_000, do: 'page', repeat: { everyMs: 600_000, times: 3 } }),
    ],
    ['after 1h pages, again every 10m, once', step({ afterMs: 3_600_000, do: 'page', to: [], repeat: { everyMs: 600_000, times: 1 } })],
  ])('says “%s”', (words, given) => {
    expect(ladderText(given, label)).toBe(words);
  });
});

it('says what is missing, and in which stage where there are several', () => {
  const leads = { stage: 'leads', entries: ['group:leads'], need: 1 };
  expect(missingText([leads], label)).toBe('group:leads');
  expect(missingText([{ stage: 'finance', entries: ['group:finance', 'person:ada'], need: 1 }, leads], label)).toBe(
    '1 of finance (group), Ada (stage finance); group:leads (stage leads)',
  );
});
