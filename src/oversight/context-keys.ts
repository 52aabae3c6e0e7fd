/**
 * Keys of an action's `context` that this product writes and reads. Context is what an agent says to reviewers: shown, never executed, and no
 * evidence. Whoever runs the agent writes them.
 */
export const CONTEXT_KEYS = {
  /** What the agent was asked to do. */
  task: 'countersign.task',
  /** `{reason, reasons, note?}`: why a person is asked, found where the agent ran. */
  escalation: 'countersign.escalation',
  /** `{score, reasoning, claimed}`, or `{failed}`. */
  secondOpinion: 'countersign.secondOpinion',
  /** A `DecisionAugmentation`, or `{failed}`. */
  augmentation: 'countersign.augmentation',
  /** What the agent said about its output. */
  metadata: 'countersign.metadata',
  /** `{requestId, feedback}`: the request that was sent back, of which this is the next attempt. */
  previous: 'countersign.previous',
} as const;

const PREFIX = 'countersign.';

export function isReservedKey(key: string): boolean {
  return key.startsWith(PREFIX);
}
