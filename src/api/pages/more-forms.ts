import type { Verb } from '../../contracts/decision.js';
import { formatDuration } from '../../contracts/duration.js';
import { comment, form, needsComment, section, select, spans } from './form-parts.js';
import { exact, html, type Content, type Html } from './html.js';
import { overrideForm } from './override-form.js';
import type { Panel } from './panel.js';

interface Entry {
  verb: Verb;
  title: string;
  hint: string;
  /** How the folded list of them calls it. */
  short: string;
  content: (panel: Panel) => Content;
  button: string;
}

const plainComment = (verb: string) => (panel: Panel) => comment(panel, verb, 'Comment', 'Kept in the record.');

const ENTRIES: readonly Entry[] = [
  {
    verb: 'ask',
    short: 'ask',
    title: 'Ask…',
    hint: 'The agent or the requester answers; nothing is decided',
    content: (panel) => comment(panel, 'ask', 'Your question', 'Question and answer stay in the record.'),
    button: 'Ask',
  },
  {
    verb: 'claim',
    short: 'take it',
    title: 'Take it',
    hint: 'Keeps your place while you look; others can still deny it',
    content: ({ view: { plan } }) =>
      plan && html`<p class="hint">For ${formatDuration(plan.claimForMs)}. Then it is free again by itself.</p>`,
    button: 'Take it',
  },
  {
    verb: 'release',
    short: 'give it back',
    title: 'Give it back',
    hint: 'It is free for others again',
    content: () => null,
    button: 'Give it back',
  },
  {
    verb: 'delegate',
    short: 'hand it over',
    title: 'Hand over…',
    hint: 'Somebody else decides in your place; both names are kept',
    content: (panel) =>
      html`${select(panel, 'delegate', 'to', 'To whom?', [{ label: 'People', choices: panel.takers.people }])}${plainComment('delegate')(panel)}`,
    button: 'Hand over',
  },
  {
    verb: 'abstain',
    short: 'abstain',
    title: 'Abstain…',
    hint: 'You do not vote, and nobody waits for you',
    content: plainComment('abstain'),
    button: 'Abstain',
  },
  {
    verb: 'escalate',
    short: 'escalate',
    title: 'Escalate…',
    hint: 'Asks further people now',
    content: (panel) => comment(panel, 'escalate', 'Why?', 'Those who are asked read this.'),
    button: 'Escalate',
  },
  {
    verb: 'extend',
    short: 'extend the deadline',
    title: 'Extend the deadline…',
    hint: 'Gives everybody more time',
    content: (panel) => {
      const { plan, awaiting } = panel.view;
      const leftMs = (plan?.extend.maxMs ?? 0) - (awaiting?.extended.ms ?? 0);
      return html`${spans(panel, 'extend', 'By how long?', leftMs)}${plainComment('extend')(panel)}`;
    },
    button: 'Extend',
  },
  {
    verb: 'snooze',
    short: 'snooze',
    title: 'Snooze…',
    hint: 'No reminders for you; the clock goes on',
    content: (panel) => spans(panel, 'snooze', 'For how long?', panel.view.plan?.snoozeMaxMs ?? 0),
    button: 'Snooze',
  },
  {
    verb: 'reassign',
    short: 'reassign',
    title: 'Reassign…',
    hint: 'Puts another reviewer in somebody’s place; you cannot fill that place yourself',
    content: (panel) => {
      const { names, takers, view } = panel;
      const asked = (view.awaiting?.reassignable ?? []).map((ref) => ({ value: ref, title: names.label(ref) }));
      return html`${select(panel, 'reassign', 'from', 'Whose place?', [{ label: 'Asked now', choices: asked }])}
      ${select(panel, 'reassign', 'to', 'Who takes it?', [
        { label: 'People', choices: takers.people },
        { label: 'Groups', choices: takers.groups },
      ])}
      ${plainComment('reassign')(panel)}`;
    },
    button: 'Reassign',
  },
];

function entryForm(panel: Panel, { verb, title, hint, content, button }: Entry): Html {
  const body = html`${content(panel)}<button class="wide">${button}</button>`;
  return section(panel, verb, title, hint, form(panel, verb, body));
}

/** Taking back: the vote, or else the hand-over. */
export function retract(panel: Panel, what: string): Html {
  const why = needsComment(panel, 'retract') && comment(panel, 'retract', 'Comment', 'This policy asks for a comment.');
  return form(panel, 'retract', html`${why}<button class="wide">${what}</button>`);
}

/** Whatever is rarer than deciding, folded into one line that names what it holds. */
export function more(panel: Panel, further: readonly { short: string; content: Html }[]): Html | null {
  const { may, draft } = panel;
  const given = ENTRIES.filter(({ verb }) => may.verbs.has(verb));
  const overrides = may.verbs.has('override') ? [{ short: 'override', content: overrideForm(panel) }] : [];
  const all = [...given.map((entry) => ({ short: entry.short, content: entryForm(panel, entry) })), ...overrides, ...further];
  if (all.length <= 2) return all.length === 0 ? null : html`${all.map(({ content }) => content)}`;
  const names = all.map(({ short }) => short);
  const isOpen = draft !== null && [...given.map(({ verb }) => verb as string), 'override', 'withdraw'].includes(draft.verb);
  return html`<details class="more-forms" ${isOpen && exact('open')}>
    <summary>More…<small>${sentenceCase(names.join(', '))}</small></summary>
    <div class="inner">${all.map(({ content }) => content)}</div>
  </details>`;
}

function sentenceCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
