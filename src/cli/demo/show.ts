import type { DecisionShown, OutputShown } from '../../../examples/oversight/demonstrations.js';
import type { RequestView } from '../../contracts/view.js';
import { visibleLine } from '../../contracts/visible-text.js';
import { CONTEXT_KEYS } from '../../oversight/context-keys.js';
import { secondOpinionSchema, type WorkflowStats } from '../../oversight/models.js';
import { escalationReasonsOf } from '../../oversight/views.js';
import type { Colours } from '../context.js';
import { quoted } from '../render/text.js';

const percent = (share: number) => `${Math.round(share * 100)} %`;

export interface Show {
  title(text: string): string;
  output(shown: OutputShown): string;
  decision(shown: DecisionShown): string;
  stats(stats: WorkflowStats): string;
}

/** What came of the demonstrations, as lines for people. */
export function showFor(colours: Colours): Show {
  const row = (name: string, value = '') => `   ${colours.dim(name.padEnd(13))} ${visibleLine(value)}`.trimEnd();
  const block = (name: string, text: string) => [row(name), quoted(text, colours)];
  return {
    title: (text) => `\n${colours.bold(text)}`,
    output: ({ task, result, requests }) =>
      [
        row('task', task),
        ...requests.flatMap((view, index) => attemptRows(view, { number: index + 1, of: requests.length }, row)),
        ...(result.kind === 'delivered' ? block('delivered', result.output) : [row('withheld', `${result.why}: ${result.explanation}`)]),
      ].join('\n'),
    decision: ({ situation, result: { augmentation, decision } }) =>
      [
        row('situation', situation),
        row('options', augmentation.options.join(', ')),
        ...block('analysis', augmentation.analysis),
        row('recommended', `${augmentation.recommendation} (${percent(augmentation.confidence)})`),
        ...augmentation.risks.map((risk) => row('risk', risk)),
        ...augmentation.considerations.map((each) => row('consider', each)),
        row('decided', decision.kind === 'answered' ? `${decision.answer}, by ${decision.by ?? 'nobody'}` : `no: ${decision.explanation}`),
      ].join('\n'),
    stats: (stats) =>
      [
        row('requests', `${stats.totalTasks}: ${stats.autoApproved} passed by themselves, ${stats.escalated} went to a person`),
        row('people', `approved ${stats.humanApproved}, rejected ${stats.humanRejected}, changed ${stats.humanModified}`),
        row('confidence', stats.avgConfidence === null ? 'none given' : `${percent(stats.avgConfidence)} on average`),
      ].join('\n'),
  };
}

function attemptRows(
  view: RequestView,
  { number, of }: { number: number; of: number },
  row: (name: string, value?: string) => string,
): string[] {
  const reasons = escalationReasonsOf(view);
  const opinion = secondOpinionSchema.extend({ claimed: secondOpinionSchema.shape.score.nullable() });
  const given = opinion.safeParse(view.action?.context[CONTEXT_KEYS.secondOpinion]);
  const claimed = given.data?.claimed ?? null;
  return [
    ...(of > 1 ? [row(`attempt ${number}`)] : []),
    ...(given.success
      ? [
          row('confidence', claimed === null ? 'none' : percent(claimed)),
          row('2nd opinion', `${percent(given.data.score)}: ${given.data.reasoning}`),
        ]
      : []),
    row('escalated', reasons.length === 0 ? 'no' : reasons.join(', ')),
    ...view.decisions.map(({ verb, by, comment }) => row('', `${by.name} said ${verb}${comment === null ? '' : `: ${comment}`}`)),
    row('outcome', number < of ? 'back to the agent' : `${view.status}: ${view.resolution?.reason ?? ''}`),
  ];
}
