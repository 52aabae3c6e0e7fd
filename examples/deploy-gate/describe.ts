import type { ProposedAction } from '../../src/contracts/action.js';
import type { JsonObject } from '../../src/contracts/json.js';
import { visibleLine } from '../../src/contracts/visible-text.js';
import { assess } from './assess.js';
import { classify, PATH_CLASSES } from './classify.js';
import type { PromoteArgs } from './input.js';
import type { Range } from './range.js';
import type { Held } from './rebuild.js';

// A card is read by a person: beyond these, the counts say more than the lists.
const MAX_COMMITS = 50;
const MAX_FILES = 50;
const MAX_FLAGGED = 20;
const MAX_TOLD = 20;

export interface Story {
  /** The commit that was first proposed, before anything was held back. */
  candidate: string;
  held: readonly Held[];
  /** Sentences that the reviewer must see: what was not understood, what moved. */
  remarks: readonly string[];
  note: string | undefined;
}

export function describe(args: PromoteArgs, range: Range, story: Story): ProposedAction {
  const rebuilt = range.to !== story.candidate;
  const { risk, confidence, reasons } = assess(range, { rebuilt });
  const authors = countAuthors(range);
  const facts = `${count(range.commits.length, 'commit')} by ${count(authors.length, 'author')}, ${count(range.files.length, 'file')}`;
  const title = `Move ${args.branch} of ${repositoryName(args.remote)} from ${short(args.from)} to ${short(args.to)}: ${facts}`;
  return {
    type: 'deploy.promote',
    args: { ...args },
    title: clean(title, 300),
    rationale: rationaleOf(reasons, story),
    confidence,
    risk,
    context: contextOf(range, story, authors, reasons),
  };
}

function rationaleOf(reasons: readonly string[], story: Story): string {
  const held = story.held
    .slice(0, MAX_TOLD)
    .map(({ step, because }) => `Held back ${short(step.sha)} "${clean(step.subject, 80)}": ${clean(because, 200)}.`);
  if (story.held.length > MAX_TOLD) held.push(`Held back ${story.held.length - MAX_TOLD} more.`);
  const lines = [...story.remarks.map((remark) => clean(remark, 300)), ...reasons.map((reason) => `- ${reason}`), ...held];
  return cut(lines.join('\n'), 10_000);
}

function contextOf(
  range: Range,
  story: Story,
  authors: readonly { name: string; commits: number }[],
  reasons: readonly string[],
): JsonObject {
  const files = range.files.map((file) => ({ ...file, path: clean(file.path, 200) }));
  const bySize = files.toSorted((a, b) => (b.added ?? 0) + (b.removed ?? 0) - (a.added ?? 0) - (a.removed ?? 0));
  const flagged = PATH_CLASSES.map(
    (each) => [each, range.files.filter((file) => classify(file.path).includes(each)).map((file) => clean(file.path, 200))] as const,
  );
  return {
    ...(story.note === undefined ? {} : { note: story.note }),
    candidate: story.candidate,
    commits: range.commits.slice(0, MAX_COMMITS).map((commit) => ({
      sha: commit.sha,
      author: clean(commit.author, 80),
      at: commit.at,
      subject: clean(commit.subject, 120),
    })),
    moreCommits: Math.max(0, range.commits.length - MAX_COMMITS),
    authors: authors.slice(0, MAX_COMMITS).map((author) => ({ ...author })),
    diffstat: {
      files: files.length,
      insertions: files.reduce((sum, file) => sum + (file.added ?? 0), 0),
      deletions: files.reduce((sum, file) => sum + (file.removed ?? 0), 0),
      largest: bySize.slice(0, MAX_FILES),
      moreFiles: Math.max(0, files.length - MAX_FILES),
    },
    flagged: Object.fromEntries(
      flagged
        .filter(([, paths]) => paths.length > 0)
        .map(([each, paths]) => [each, { count: paths.length, paths: paths.slice(0, MAX_FLAGGED) }]),
    ),
    reasons: [...reasons],
    heldBack: story.held.slice(0, MAX_COMMITS).map(({ step, because }) => ({
      sha: step.sha,
      subject: clean(step.subject, 120),
      because: clean(because, 200),
    })),
  };
}

function countAuthors(range: Range): { name: string; commits: number }[] {
  const counts = new Map<string, number>();
  for (const { author } of range.commits) counts.set(author, (counts.get(author) ?? 0) + 1);
  return [...counts].map(([name, commits]) => ({ name: clean(name, 80), commits })).toSorted((a, b) => b.commits - a.commits);
}

function repositoryName(remote: string): string {
  return (
    remote
      .replace(/[\\/]+$/, '')
      .split(/[\\/:]/)
      .at(-1)
      ?.replace(/\.git$/, '') || 'the repository'
  );
}

export const short = (sha: string): string => sha.slice(0, 7);
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** Subjects, names and paths come from whoever may commit: nothing in them hides or breaks the line, and none is longer than `max`. */
export function clean(text: string, max: number): string {
  return cut(visibleLine(text), max);
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
}
