import type { RequestSummary } from '../../../../src/contracts/view.js';
import { lookalikes } from '../../../../src/contracts/lookalikes.js';
import { visibleText } from '../../../../src/contracts/visible-text.js';

/** More rows than these make a card that nobody sees whole on a phone. */
const MOST_ROWS = 8;
// Letters that are written from right to left change the order in which their neighbours show.
const REORDERS = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function rowsOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 1;
  return Math.max(
    1,
    Object.values(value).reduce<number>((sum, each) => sum + rowsOf(each), Array.isArray(value) ? 0 : 1),
  );
}

/** Why a card may not offer to approve this: what cannot be shown in full, and without doubt, has to be opened. Null: it may. */
export function whyNotHere({ brief, type, title }: Pick<RequestSummary, 'brief' | 'type' | 'title'>): string | null {
  if (brief === null) return 'Too long to be shown here in full.';
  if (type === 'human.question') return 'A question: open it to answer.';
  if (brief.commentNeeded.includes('approve')) return 'Approving it needs a comment.';
  if (rowsOf(brief.args) - 1 > MOST_ROWS) return 'Too long to be shown here in full.';
  const text = `${title ?? ''}\n${JSON.stringify(brief.args)}`;
  if (visibleText(text) !== text || REORDERS.test(text) || lookalikes(text, 1).length > 0) {
    return 'It holds characters that can mislead. Look at it closely.';
  }
  return null;
}
