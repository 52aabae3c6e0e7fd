import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { planInput, planned } from '../../test/support/planning.js';
import type { Interval, Plan } from '../contracts/plan.js';
import type { StoredPolicy } from '../contracts/policy.js';
import { formatFinding } from './finding.js';
import { parsePolicyDocument } from './parse-policy.js';
import type { PlanInput } from './plan-review.js';

const folder = fileURLToPath(new URL('../../docs/patterns', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function load(file: string): { policy: StoredPolicy; warnings: string[] } {
  const parsed = parsePolicyDocument(readFileSync(join(folder, file), 'utf8'), file);
  if (!parsed.ok) throw new Error(parsed.findings.map(formatFinding).join('\n'));
  const { policy: document, digest, warnings } = parsed;
  return { policy: { name: document.name, version: 1, digest, document }, warnings: warnings.map((warning) => warning.code) };
}

type Given = Partial<PlanInput['action']> & { at?: string; facts?: PlanInput['facts'] };

function plan(name: string, { at, facts, ...action }: Given): Plan {
  const nowMs = at === undefined ? {} : { nowMs: Date.parse(at) };
  return planned(planInput({ policies: [load(`${name}.yaml`).policy], action, ...nowMs, ...(facts ? { facts } : {}) }));
}

const any = (...entries: string[]) => ({ kind: 'entries', need: 'any', entries, count: 1 });
const codes = (made: Plan): string[] => made.reasons.slice(1).map((reason) => reason.code);
const step = (afterMs: number, what: string, ...to: string[]) => ({ afterMs, do: what, to });

describe('the patterns of docs/patterns', () => {
  it.each(files)('%s loads without a finding', (file) => {
    expect(load(file).warnings).toEqual(file === 'low-stakes.yaml' ? ['approve_on_timeout'] : []);
  });

  const shapes: [name: string, given: Given, expected: object][] = [
    [
      'security-response',
      { type: 'security.block' },
      {
        route: 'review',
        onTimeout: 'reject',
        deadlineMs: DAY,
        stages: [
          {
            rule: { need: 'majority', entries: ['group:security-team', 'person:devops-lead'], count: 2 },
            deny: 1,
            ladder: [step(30 * MINUTE, 'add', 'group:security-leads')],
          },
        ],
      },
    ],
    ['approval-first', { type: 'deploy.production', confidence: 1 }, { route: 'review', stages: [{ rule: any('group:devops-team') }] }],
    [
      'confidence',
      { type: 'support.reply', title: 'Hello', confidence: 0.69 },
      { route: 'review', stages: [{ rule: any('group:support') }] },
    ],
    ['confidence', { type: 'support.reply', title: 'Hello', confidence: 0.7 }, { route: 'auto', stages: [] }],
    ['confidence', { type: 'support.reply', title: 'Your refund', confidence: 1 }, { route: 'review' }],
    ['payment-tiers', { args: { amount: 10_000.01 } }, { policy: { name: 'payment-tiers' }, stages: [{ rule: any('group:finance') }] }],
    ['payment-tiers', { args: { amount: 10_000 } }, { policy: { name: 'default' } }],
    [
      'payment-large',
      { args: { amount: 100_000.01 } },
      {
        stages: [{ rule: { kind: 'allOf', of: [any('group:finance'), any('person:cfo', 'person:ceo')] }, vetoes: ['person:cfo'] }],
        overridePeople: 2,
        requireComment: ['override', 'approve', 'deny'],
      },
    ],
    [
      'database-migration',
      { type: 'database.migrate' },
      {
        vetoWindowMs: 10 * MINUTE,
        stages: [
          {
            name: 'owners',
            rule: {
              kind: 'anyOf',
              of: [
                any('group:data-owners'),
                { kind: 'allOf', of: [any('group:architects'), any('group:architects')] },
                { kind: 'allOf', of: [any('group:platform'), any('group:product')] },
              ],
            },
            deny: 2,
            vetoes: ['group:architects'],
          },
          { name: 'operators', rule: { need: 'onePerGroup', entries: ['group:dba', 'group:sre'], count: 2 } },
        ],
      },
    ],
    [
      'legal-review',
      { type: 'content.claim' },
      {
        editorVotes: false,
        stages: [{ counts: 'reviewer.attributes.admitted == true' }],
        requireComment: ['override', 'approve', 'reject', 'deny'],
      },
    ],
    [
      'expert-validation',
      { type: 'medical.advice' },
      {
        risk: 'high',
        editorVotes: false,
        deadlineMs: 3 * DAY,
        stages: [{ rule: { count: 2 }, counts: 'action.args.field in reviewer.attributes.fields', ladder: [step(2 * HOUR, 'remind')] }],
      },
    ],
    [
      'moderation',
      { type: 'content.publish', confidence: 0.5 },
      {
        claimForMs: 15 * MINUTE,
        snoozeMaxMs: HOUR,
        extend: { maxMs: 4 * HOUR, times: 2 },
        stages: [
          {
            ladder: [
              { ...step(30 * MINUTE, 'remind'), repeat: { everyMs: 30 * MINUTE, times: 6 } },
              step(6 * HOUR, 'add', 'group:moderation-leads'),
            ],
          },
        ],
      },
    ],
    [
      'announcement',
      { type: 'marketing.announce' },
      {
        materialPaths: ['/recipients', '/offers/*/price'],
        maxRevisions: 8,
        onMaxRevisions: 'escalate',
        onTimeout: 'escalate',
        lastResort: ['group:reviewers'],
        stages: [
          { name: 'brand', ladder: [step(8 * HOUR, 'add', 'group:marketing-leads')] },
          { name: 'legal', ladder: [step(4 * HOUR, 'add', 'person:general-counsel')] },
        ],
      },
    ],
    [
      'compliance',
      { type: 'compliance.report', confidence: 1 },
      { route: 'review', risk: 'medium', usableForMs: 4 * HOUR, stages: [{ rule: { count: 2 } }] },
    ],
    ['compliance', { type: 'compliance.report', risk: 'critical' }, { route: 'deny' }],
    [
      'low-stakes',
      { type: 'calendar.move' },
      { onTimeout: 'approve', deadlineMs: 2 * HOUR, stages: [{ ladder: [step(30 * MINUTE, 'remind')] }] },
    ],
    ['low-stakes', { type: 'calendar.move', risk: 'high' }, { onTimeout: 'reject' }],
    ['scaling', { type: 'infrastructure.scale', args: { cost_estimate: 500 } }, { route: 'auto' }],
    [
      'scaling',
      { type: 'infrastructure.scale', args: { cost_estimate: 500.5 } },
      { route: 'review', stages: [{ rule: any('group:platform') }] },
    ],
    ['scaling', { type: 'infrastructure.scale' }, { route: 'review' }],
    ['scaling', { type: 'infrastructure.scale', args: { cost_estimate: 1 }, facts: { incident: true } }, { route: 'review' }],
    ['office-hours', { type: 'infrastructure.scale', at: '2026-12-23T08:00Z' }, { policy: { name: 'office-hours' } }],
    ['office-hours', { type: 'infrastructure.scale', at: '2026-12-24T09:00Z' }, { policy: { name: 'default' } }],
    ['on-call', { type: 'infrastructure.scale', at: '2026-12-23T08:00Z' }, { policy: { name: 'default' } }],
    ['on-call', { type: 'infrastructure.scale', at: '2026-12-24T09:00Z' }, { policy: { name: 'on-call' } }],
    [
      'on-call',
      { type: 'infrastructure.scale', at: '2026-03-07T23:00Z' },
      {
        deadlineMs: 2 * HOUR,
        onTimeout: 'reject',
        fallback: ['group:operations', 'person:cto'],
        stages: [
          {
            rule: { need: 'atLeast', count: 2 },
            ladder: [
              { ...step(5 * MINUTE, 'page', 'person:duty-first', 'person:duty-second'), repeat: { everyMs: 5 * MINUTE, times: 3 } },
              step(30 * MINUTE, 'add', 'group:operations'),
              step(HOUR, 'replace', 'group:operations-leads', 'person:cto'),
            ],
          },
        ],
      },
    ],
  ];
  it.each(shapes)('%s, given %j, asks as it says', (name, given, expected) => {
    expect(plan(name, given)).toMatchObject(expected);
  });

  it('oversight gives its reasons in the order of the chapter, and passes what none of them catches', () => {
    const all = { type: 'assistant.delete-contract', confidence: 0.2, title: 'Your password', args: { recipients: 101 } };
    expect(codes(plan('oversight', all))).toEqual([
      'confidence_below_threshold',
      'sensitive_words',
      'risk_requires_review',
      'rule_requires_review',
    ]);
    expect(codes(plan('oversight', { type: 'assistant.contract', args: { recipients: 1 } }))).toEqual(['always_review']);
    expect(plan('oversight', { type: 'assistant.mail', args: { recipients: 100 } }).route).toBe('auto');
  });

  it('office-hours counts working time only, and holidays are none', () => {
    const { clock } = plan('office-hours', { type: 'infrastructure.scale', at: '2026-12-23T12:00Z' });
    expect(clock).toMatchObject({ per: 'request', pausedWhile: ['revising', 'question'], maxPauseMs: 4 * HOUR });
    const open = (clock.openHours ?? []).map((interval) => interval.map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' '));
    expect(open).toEqual(['2026-12-23T12:00 2026-12-23T17:00', '2026-12-28T08:00 2026-12-28T17:00']);
  });

  it('release-window starts nothing at night, at the weekend or over Christmas', () => {
    const { frozen, vetoWindowMs } = plan('release-window', { type: 'deploy.web', at: '2026-12-18T10:00Z' });
    const isFrozen = (at: string): boolean => frozen.some(([from, until]: Interval) => from <= Date.parse(at) && Date.parse(at) < until);
    expect(vetoWindowMs).toBe(5 * MINUTE);
    expect(['2026-12-18T16:59Z', '2026-12-18T17:00Z', '2026-12-23T12:00Z', '2027-01-04T06:59Z', '2027-01-04T07:00Z'].map(isFrozen)).toEqual(
      [false, true, true, true, false],
    );
  });

  it('each has a shape here', () => {
    const shown = new Set([...shapes.map(([name]) => `${name}.yaml`), 'oversight.yaml', 'release-window.yaml']);
    expect(files.filter((file) => !shown.has(file))).toEqual([]);
  });
});
