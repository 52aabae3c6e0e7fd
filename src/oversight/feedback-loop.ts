import type { FeedbackRecord } from './models.js';

/** What people said about outputs, kept as plain data: a workflow carries it through its history. Never changed in place. */
export interface HumanFeedbackLoop {
  records: readonly FeedbackRecord[];
  suggestions: readonly string[];
}

export const EMPTY_LOOP: HumanFeedbackLoop = { records: [], suggestions: [] };

/** What somebody said about an output; null: not whether it helped. */
export interface Said {
  text: string;
  wasHelpful: boolean | null;
}

/** `not helpful: too long` → not helpful, with its words. An answer that begins with neither is kept without a verdict. */
export function readFeedback(answer: string): Said {
  const match = /^\s*(not[ -]helpful|helpful)\b[\s:.,;-]*/i.exec(answer);
  if (!match) return { text: answer, wasHelpful: null };
  const text = answer.slice(match[0].length);
  return { text: text === '' ? answer.trim() : text, wasHelpful: !/^not/i.test((match[1] ?? '').trim()) };
}

/** Where nobody named a category. */
export const UNCATEGORISED = 'uncategorised';

/** Below half, and often enough to be no accident. */
const HELPFUL_ENOUGH = 0.5;
const ENOUGH_RECORDS = 3;

export function withFeedback(
  loop: HumanFeedbackLoop,
  said: Omit<FeedbackRecord, 'category'> & { category?: string | undefined },
): HumanFeedbackLoop {
  const category = said.category === undefined || said.category.trim() === '' ? UNCATEGORISED : said.category;
  return { ...loop, records: [...loop.records, { ...said, category }] };
}

export function withSuggestion(loop: HumanFeedbackLoop, suggestion: string): HumanFeedbackLoop {
  return { ...loop, suggestions: [...loop.suggestions, suggestion] };
}

export interface FeedbackSummary {
  totalFeedback: number;
  helpfulCount: number;
  /** Of those who said whether it helped; 0 where nobody did. */
  helpfulRate: number;
  categories: Record<string, number>;
  suggestions: number;
}

export function feedbackSummary({ records, suggestions }: HumanFeedbackLoop): FeedbackSummary {
  const { helpful, judged } = tally(records);
  return {
    totalFeedback: records.length,
    helpfulCount: helpful,
    helpfulRate: judged === 0 ? 0 : helpful / judged,
    categories: Object.fromEntries([...byCategory(records)].map(([category, group]) => [category, group.length])),
    suggestions: suggestions.length,
  };
}

export interface ImprovementArea {
  category: string;
  helpfulRate: number;
  records: number;
}

/** Categories that help less than half of the time, on at least three judgements; the worst first. */
export function improvementAreas({ records }: HumanFeedbackLoop): ImprovementArea[] {
  return [...byCategory(records)]
    .map(([category, group]) => ({ category, ...tally(group) }))
    .filter(({ helpful, judged }) => judged >= ENOUGH_RECORDS && helpful / judged < HELPFUL_ENOUGH)
    .map(({ category, helpful, judged }) => ({ category, helpfulRate: helpful / judged, records: judged }))
    .sort((a, b) => a.helpfulRate - b.helpfulRate);
}

function tally(records: readonly FeedbackRecord[]): { helpful: number; judged: number } {
  return {
    helpful: records.filter(({ wasHelpful }) => wasHelpful === true).length,
    judged: records.filter(({ wasHelpful }) => wasHelpful !== null).length,
  };
}

function byCategory(records: readonly FeedbackRecord[]): Map<string, FeedbackRecord[]> {
  const groups = new Map<string, FeedbackRecord[]>();
  for (const record of records) groups.set(record.category, [...(groups.get(record.category) ?? []), record]);
  return groups;
}
