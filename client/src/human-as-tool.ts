import { QUESTION_TYPE, type QuestionArgs } from '../../src/contracts/action.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { SubmitAction } from '../../src/contracts/submit.js';
import type { RequestView } from '../../src/contracts/view.js';
import { Cancelled, Denied, Expired } from './errors.js';
import { openRequest } from './open-request.js';
import type { Requests } from './requests.js';
import { escalateOf, listOf, type CallerEscalation, type CallerNeed } from './reviewers.js';
import { objectToJson } from './to-json.js';
import type { CallOptions } from './transport.js';

export interface HumanQuestion {
  /** What is asked. `query` and `task` are other words for it; give one. */
  question?: string | undefined;
  query?: string | undefined;
  task?: string | undefined;
  /** How to answer, shown below the question. */
  instructions?: string | undefined;
  /** What helps to answer: shown to people. */
  context?: string | JsonObject | undefined;
  /** The answer that is filled in already; people change it or leave it. */
  suggestedResponse?: string | undefined;
  /** Answers to choose from: names, or names with titles. */
  options?: readonly (string | { name: string; title?: string | undefined })[] | undefined;
  /** Names one occasion, so that a restart finds the question again. */
  key?: string | undefined;
  reviewers?: string | readonly string[] | undefined;
  /** How many of `reviewers` must answer; any one unless said otherwise. */
  need?: CallerNeed | undefined;
  /** Asks further people when `reviewers` are silent for so long. */
  escalate?: CallerEscalation | undefined;
  policy?: string | undefined;
  requester?: string | undefined;
  deadline?: string | undefined;
  rationale?: string | undefined;
  confidence?: number | undefined;
}

/** Asks people and gives their answer; throws `Expired`, `Cancelled` or `Denied` when there is none. */
export async function askHuman(requests: Requests, question: HumanQuestion, { signal }: CallOptions = {}): Promise<string> {
  const id = await openRequest(requests, questionBody(question), question.key, signal);
  return answerOf(await requests.wait(id, { until: 'resolved', signal }));
}

function questionBody(given: HumanQuestion): SubmitAction {
  const texts = [given.question, given.query, given.task].filter((text) => text !== undefined);
  const [question] = texts;
  if (question === undefined || texts.length > 1) throw new TypeError('humanAsTool: give one of `question`, `query` and `task`');
  const args: QuestionArgs = {
    question: given.instructions === undefined ? question : `${question}\n\n${given.instructions}`,
    ...(given.suggestedResponse === undefined ? {} : { suggestedResponse: given.suggestedResponse }),
    ...(given.options === undefined
      ? {}
      : { options: given.options.map((option) => (typeof option === 'string' ? { name: option } : option)) }),
  } as QuestionArgs;
  const context = typeof given.context === 'string' ? { context: given.context } : given.context;
  return {
    action: {
      type: QUESTION_TYPE,
      args: objectToJson(args),
      title: firstLine(question),
      ...(context === undefined ? {} : { context: objectToJson(context, 'context') }),
      ...(given.rationale === undefined ? {} : { rationale: given.rationale }),
      ...(given.confidence === undefined ? {} : { confidence: given.confidence }),
    },
    ...(given.policy === undefined ? {} : { policy: given.policy }),
    ...(given.requester === undefined ? {} : { requester: given.requester }),
    ...(given.reviewers === undefined ? {} : { reviewers: listOf(given.reviewers) }),
    ...(given.need === undefined ? {} : { need: given.need }),
    ...(given.escalate === undefined ? {} : { escalate: escalateOf(given.escalate) }),
    ...(given.deadline === undefined ? {} : { deadline: given.deadline }),
  };
}

/** A title holds 300 characters. */
function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 300 ? `${line.slice(0, 299)}…` : line || 'Question';
}

function answerOf(request: RequestView): string {
  const answer = request.resolution?.answer;
  if (request.status === 'answered' && typeof answer === 'string') return answer;
  if (request.status === 'expired') throw new Expired(request);
  if (request.status === 'cancelled') throw new Cancelled(request);
  throw new Denied(request);
}

/** A tool that language models call, in the shape of JSON Schema: map `parameters` to what your model's API calls it. */
export interface HumanTool {
  name: string;
  description: string;
  parameters: JsonObject;
  /** Takes the model's arguments (object or JSON text) and resolves to the answer. */
  execute: (args: unknown, options?: CallOptions) => Promise<string>;
}

export interface HumanToolOptions extends Omit<HumanQuestion, 'question' | 'query' | 'task' | 'suggestedResponse' | 'options' | 'key'> {
  name?: string | undefined;
  description?: string | undefined;
}

/** The model chooses question, context, suggestion and options; who is asked, and for how long, stays with the code. */
export function humanToolDefinition(requests: Requests, options: HumanToolOptions = {}): HumanTool {
  const {
    name = 'ask_human',
    description = 'Ask a person and wait for the answer. Use it when you are unsure or need a decision.',
    ...fixed
  } = options;
  return {
    name,
    description,
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['question'],
      properties: {
        question: { type: 'string', description: 'The question, complete in itself.' },
        context: { type: 'string', description: 'What the person must know to answer.' },
        suggestedResponse: { type: 'string', description: 'Your best answer, for the person to correct.' },
        options: { type: 'array', items: { type: 'string' }, maxItems: 20, description: 'Answers to choose from.' },
      },
    },
    execute: (args, call) => askHuman(requests, { ...fixed, ...chosenByModel(args) }, call),
  };
}

function chosenByModel(given: unknown): HumanQuestion {
  const args: unknown = typeof given === 'string' ? JSON.parse(given) : given;
  if (typeof args !== 'object' || args === null) throw new TypeError('ask_human: the arguments are no object');
  const { question, context, suggestedResponse, options } = args as Record<string, unknown>;
  if (typeof question !== 'string') throw new TypeError('ask_human: `question` is missing');
  return {
    question,
    ...(typeof context === 'string' ? { context } : {}),
    ...(typeof suggestedResponse === 'string' ? { suggestedResponse } : {}),
    ...(Array.isArray(options) ? { options: options.map(String) } : {}),
  };
}
