import { higherRisk, type Risk } from '../../src/contracts/risk.js';
import { classify, isCode, isTest, PATH_CLASSES } from './classify.js';
import type { Range } from './range.js';

export interface Assessment {
  risk: Risk;
  /** 0..1. */
  confidence: number;
  /** Each rule that applied, as a reviewer reads it. */
  reasons: string[];
}

const CLASS_RULES = {
  migrations: { risk: 'high', minus: 0.15, because: 'changes the database in a way that moving the branch back does not undo' },
  infrastructure: { risk: 'high', minus: 0.15, because: 'changes what the service runs on' },
  secrets: { risk: 'critical', minus: 0.3, because: 'looks like a place for secrets' },
} as const satisfies Record<(typeof PATH_CLASSES)[number], { risk: Risk; minus: number; because: string }>;

const START = 0.95;
const FLOOR = 0.05;
/** Nobody ran this combination of commits before. */
const REBUILT_CAP = 0.6;

/** Risk and confidence of a range, from what it touches and how much; the rules are in docs/examples.md. */
export function assess(range: Range, options: { rebuilt: boolean }): Assessment {
  const paths = range.files.map((file) => file.path);
  const lines = range.files.reduce((sum, file) => sum + (file.added ?? 0) + (file.removed ?? 0), 0);
  const reasons: string[] = [];
  let risk: Risk = 'low';
  let confidence = START;

  for (const each of PATH_CLASSES) {
    const touched = paths.filter((path) => classify(path).includes(each));
    if (touched.length === 0) continue;
    const rule = CLASS_RULES[each];
    risk = higherRisk(risk, rule.risk);
    confidence -= rule.minus;
    reasons.push(
      `${each}: ${touched.length} file${touched.length === 1 ? '' : 's'}, ${rule.because}; risk ${rule.risk}, confidence −${rule.minus}`,
    );
  }
  const large = range.commits.length > 50 || paths.length > 100 || lines > 2000;
  const medium = range.commits.length > 10 || paths.length > 20 || lines > 400;
  if (large || medium) {
    const minus = large ? 0.2 : 0.1;
    risk = higherRisk(risk, large ? 'high' : 'medium');
    confidence -= minus;
    reasons.push(
      `size: ${range.commits.length} commits, ${paths.length} files, ${lines} lines; risk ${large ? 'high' : 'medium'}, confidence −${minus}`,
    );
  }
  if (paths.some((path) => isCode(path) && !isTest(path)) && !paths.some(isTest)) {
    risk = higherRisk(risk, 'medium');
    confidence -= 0.15;
    reasons.push('tests: code changes and no test does; risk medium, confidence −0.15');
  }
  if (options.rebuilt) {
    risk = higherRisk(risk, 'medium');
    confidence = Math.min(confidence, REBUILT_CAP);
    reasons.push(`rebuilt: nobody has run this combination of commits before; risk medium, confidence at most ${REBUILT_CAP}`);
  }
  if (reasons.length === 0) reasons.push('small, tested, nothing flagged');
  return { risk, confidence: Math.round(Math.max(confidence, FLOOR) * 100) / 100, reasons };
}
