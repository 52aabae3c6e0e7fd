import { describe, expect, it } from '@jest/globals';
import {
  EMPTY_LOOP,
  improvementAreas,
  readFeedback,
  feedbackSummary,
  UNCATEGORISED,
  withFeedback,
  withSuggestion,
} from './feedback-loop.js';

const timestamp = '2026-11-24T12:00:00.000Z';
function loopOf(...said: readonly [category: string | undefined, wasHelpful: boolean | null][]) {
  return said.reduce(
    (loop, [category, wasHelpful], index) =>
      withFeedback(loop, { taskId: `t${index}`, originalOutput: 'o', feedback: 'f', wasHelpful, category, timestamp }),
    EMPTY_LOOP,
  );
}

describe('a feedback loop', () => {
  it('starts empty, and an empty one has a helpful rate of 0', () => {
    expect(feedbackSummary(EMPTY_LOOP)).toEqual({ totalFeedback: 0, helpfulCount: 0, helpfulRate: 0, categories: {}, suggestions: 0 });
  });

  it('keeps each record and each suggestion, and changes none before it', () => {
    const one = loopOf(['clarity', true]);
    const two = withSuggestion(one, 'Add examples');
    expect(one.suggestions).toEqual([]);
    expect(two.records[0]).toEqual({ taskId: 't0', originalOutput: 'o', feedback: 'f', wasHelpful: true, category: 'clarity', timestamp });
    expect(EMPTY_LOOP.records).toHaveLength(0);
  });

  it('sums up: total, helpful, rate, categories, suggestions', () => {
    const loop = withSuggestion(loopOf(['quality', true], ['quality', false], ['clarity', true]), 'Suggestion');
    expect(feedbackSummary(loop)).toEqual({
      totalFeedback: 3,
      helpfulCount: 2,
      helpfulRate: 2 / 3,
      categories: { quality: 2, clarity: 1 },
      suggestions: 1,
    });
  });

  it('counts words without a verdict, and judges nobody by them', () => {
    expect(feedbackSummary(loopOf(['a', true], ['a', null]))).toMatchObject({ totalFeedback: 2, helpfulCount: 1, helpfulRate: 1 });
    expect(improvementAreas(loopOf(['a', null], ['a', false], ['a', false]))).toEqual([]);
  });

  it('names a category below half on at least three judgements, the worst first', () => {
    const poor = loopOf(
      ['format', false],
      ['format', false],
      ['format', false],
      ['tone', true],
      ['tone', false],
      ['tone', false],
      ['ok', true],
    );
    expect(improvementAreas(poor)).toEqual([
      { category: 'format', helpfulRate: 0, records: 3 },
      { category: 'tone', helpfulRate: 1 / 3, records: 3 },
    ]);
  });

  it('names none at exactly half, nor on two judgements', () => {
    expect(
      improvementAreas(loopOf(['half', true], ['half', true], ['half', false], ['half', false], ['two', false], ['two', false])),
    ).toEqual([]);
  });

  it('gives a name to what has none', () => {
    expect(feedbackSummary(loopOf([undefined, true], [' ', true])).categories).toEqual({ [UNCATEGORISED]: 2 });
  });
});

describe('an answer to "did this help?"', () => {
  it.each([
    ['helpful', true, 'helpful'],
    ['Helpful, thanks', true, 'thanks'],
    ['not helpful: too long', false, 'too long'],
    ['not-helpful', false, 'not-helpful'],
    ['Great response', null, 'Great response'],
    ['helpfully put', null, 'helpfully put'],
    ['', null, ''],
  ])('%j', (answer, wasHelpful, text) => {
    expect(readFeedback(answer)).toEqual({ wasHelpful, text });
  });
});
