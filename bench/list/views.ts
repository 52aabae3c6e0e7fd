/** What the inbox asks for: each of its tabs with each of its filters, common and rare, and filters that hardly ever go together. */
const DAY_MS = 86_400_000;

interface ListView {
  name: string;
  by: 'ada' | 'bob' | 'cyd' | 'dan';
  query: Readonly<Record<string, string>>;
}

export const SORTS = ['newest', 'oldest', 'deadline', 'risk'] as const;

const SCOPES: readonly [string, ListView['by'], Record<string, string>][] = [
  ['waiting for many', 'ada', { scope: 'waiting' }],
  ['waiting for a few', 'bob', { scope: 'waiting' }],
  ['nothing waiting', 'cyd', { scope: 'waiting', agent: 'agent-24' }],
  ['all', 'ada', {}],
  ['open', 'ada', { status: 'open' }],
  ['unknown', 'ada', { status: 'unknown' }],
  ['decided by one who decided much', 'dan', { scope: 'decided' }],
  ['decided by one who decided nothing', 'bob', { scope: 'decided' }],
];

export function views(nowMs: number): ListView[] {
  const day = (n: number) => new Date(nowMs + n * DAY_MS).toISOString();
  const filters: readonly [string, Record<string, string>][] = [
    ['', {}],
    ['a common type', { type: 'payments.refund' }],
    ['a rare type', { type: 'data.export' }],
    ['a family of types', { type: 'deploy.*' }],
    ['the end of a type', { type: '*.grant' }],
    ['a common agent', { agent: 'agent-0' }],
    ['a rare agent', { agent: 'agent-15' }],
    ['a type and an agent', { type: 'payments.send', agent: 'agent-6' }],
    ['a policy', { policy: 'security' }],
    ['high and critical risk', { risk: 'high,critical' }],
    ['critical risk of a type', { risk: 'critical', type: 'mail.send' }],
    ['opened today', { openedAfter: day(-1) }],
    ['opened half a year ago', { openedBefore: day(-180) }],
    ['opened in one week of spring', { openedAfter: day(-200), openedBefore: day(-193) }],
    ['due tomorrow', { deadlineBefore: day(1) }],
    ['taken', { claimed: 'any' }],
    ['taken by me', { claimed: 'me' }],
    ['taken by nobody', { claimed: 'none' }],
    ['nobody left', { unreachable: 'true' }],
    ['a common word', { q: 'refund' }],
    ['two words', { q: 'late chair' }],
    ['an order', { q: 'A-4711' }],
    ['the beginning of a word', { q: 'promo', risk: 'high' }],
    ['a word that is nowhere', { q: 'zebra' }],
    ['the beginning of an id', { q: 'req_01' }],
  ];
  return SCOPES.flatMap(([scope, by, given]) =>
    filters.map(([filter, more]) => ({ name: filter === '' ? scope : `${scope}: ${filter}`, by, query: { ...given, ...more } })),
  );
}
