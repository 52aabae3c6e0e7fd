import { confidenceSchema, type ProposedAction } from '../contracts/action.js';
import { jsonObjectSchema, type JsonObject } from '../contracts/json.js';
import { visibleLine } from '../contracts/visible-text.js';
import { contentOf } from './content.js';
import { CONTEXT_KEYS } from './context-keys.js';
import type { Assessment } from './escalate.js';
import type { AgentOutput } from './models.js';

/** Action type of an output; with a task type one more part: `agent.output.financial`. Its arguments are `{content}`. */
export const OUTPUT_TYPE = 'agent.output';

export function outputTypeOf(taskType: string | null): string {
  return taskType === null ? OUTPUT_TYPE : `${OUTPUT_TYPE}.${taskType}`;
}

const MAX_TITLE = 200;

/** An output as the action that a person countersigns: to deliver exactly this content. */
export function outputAction(task: string, taskType: string | null, output: AgentOutput): ProposedAction {
  const { content, confidence, reasoning, metadata } = output;
  return {
    type: outputTypeOf(taskType),
    args: { content },
    title: `Deliver: ${visibleLine(task)}`.slice(0, MAX_TITLE).toWellFormed(),
    confidence,
    ...(reasoning === '' ? {} : { rationale: reasoning.slice(0, 20_000).toWellFormed() }),
    context: { [CONTEXT_KEYS.task]: task, ...(Object.keys(metadata).length === 0 ? {} : { [CONTEXT_KEYS.metadata]: metadata }) },
  };
}

/** The output behind an action; a confidence that was not given counts as none at all. Null for an action that delivers no content. */
export function outputOf(action: {
  args: JsonObject;
  confidence?: number | null | undefined;
  rationale?: string | null | undefined;
  context?: JsonObject | undefined;
}): AgentOutput | null {
  const content = contentOf(action.args);
  if (content === null) return null;
  const metadata = jsonObjectSchema.safeParse(action.context?.[CONTEXT_KEYS.metadata]);
  const confidence = confidenceSchema.safeParse(action.confidence);
  return {
    content,
    confidence: confidence.success ? confidence.data : 0,
    reasoning: action.rationale ?? '',
    metadata: metadata.success ? metadata.data : {},
  };
}

/** The same action, saying why a person is asked. */
export function withAssessment(action: ProposedAction, { reason, reasons, note }: Assessment): ProposedAction {
  if (reason === null) return action;
  const escalation: JsonObject = { reason, reasons, ...(note === null ? {} : { note: note.slice(0, 2000).toWellFormed() }) };
  return { ...action, context: { ...action.context, [CONTEXT_KEYS.escalation]: escalation } };
}
