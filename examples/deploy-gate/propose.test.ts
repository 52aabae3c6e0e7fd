import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Json } from '../../src/contracts/json.js';
import { proposalSchema } from '../../src/contracts/agent.js';
import { propose as proposeWith, revise as reviseWith } from './propose.js';
import { actionOf, createSandbox, reasonOf, REQUEST_ID, type Sandbox } from './test-support.js';

// Each test runs some dozens of git processes; a busy machine takes its time over them.
jest.setTimeout(60_000);

let box: Sandbox;
beforeEach(async () => {
  box = await createSandbox();
  await box.commit('main', 'Start', { 'src/a.ts': 'one\n', 'test/a.test.ts': 'test\n', 'README.md': 'hello\n' });
  await box.point('production', (await box.head('main')) ?? '');
});
afterEach(() => box.remove());

const signal = new AbortController().signal;
const deps = () => ({ git: box.git, isAllowed: () => true });
const propose = (input: Json = { repository: box.remote }) => proposeWith(deps(), { requestId: REQUEST_ID, input }, signal);
const revise = (action: ReturnType<typeof actionOf>, ...comments: string[]) =>
  reviseWith(
    deps(),
    {
      requestId: REQUEST_ID,
      input: { repository: box.remote },
      revision: 1,
      action,
      feedback: comments.map((comment) => ({ revision: 1, by: { id: 'ann', name: 'Ann' }, comment, at: '2026-03-01T00:00:00Z' })),
    },
    signal,
  );
const subjects = (action: ReturnType<typeof actionOf>) =>
  (action.context as { commits: { subject: string }[] }).commits.map((commit) => commit.subject);

describe('propose', () => {
  test('pins everything that can move, and says it in one sentence', async () => {
    await box.commit('main', 'Two', { 'src/a.ts': 'two\n', 'test/a.test.ts': 'more\n' }, 'Mina');
    const to = await box.commit('main', 'Three', { 'src/b.ts': 'b\n' }, 'Jonas');
    const from = await box.head('production');
    const action = actionOf(await propose({ repository: box.remote, branch: 'production', note: 'Friday' }));
    expect(action.args).toEqual({ remote: box.remote, branch: 'production', from, to });
    expect(action.title).toBe(`Move production of shop from ${from?.slice(0, 7)} to ${to.slice(0, 7)}: 2 commits by 2 authors, 3 files`);
    expect(action).toMatchObject({ type: 'deploy.promote', risk: 'low', confidence: 0.95 });
    expect(action.context).toMatchObject({
      note: 'Friday',
      candidate: to,
      diffstat: { files: 3, insertions: 3, deletions: 2 },
      flagged: {},
    });
    expect(proposalSchema.parse(action)).toEqual(action);
    expect(await box.head('production')).toBe(from);
    expect(await box.refs('refs/countersign')).toEqual([`refs/countersign/${REQUEST_ID}/${to}`]);
  });

  test('flags paths by what they are, and rates them', async () => {
    await box.commit('main', 'Risky', {
      'db/migrations/7.sql': 'drop table orders;\n',
      'infra/main.tf': 'x\n',
      'config/.env.production': 'PASSWORD=hunter2\n',
      'config/.env.example': 'PASSWORD=\n',
    });
    const action = actionOf(await propose());
    expect(action.risk).toBe('critical');
    expect(action.confidence).toBe(0.2);
    expect(action.context).toMatchObject({
      flagged: {
        migrations: { count: 1, paths: ['db/migrations/7.sql'] },
        infrastructure: { count: 1, paths: ['infra/main.tf'] },
        secrets: { count: 1, paths: ['config/.env.production'] },
      },
    });
    expect(JSON.stringify(action)).not.toContain('hunter2');
  });

  test('stays small however large the range is', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`src/${'x'.repeat(150)}${i}.ts`, 'x\n']));
    await box.commit('main', 'y'.repeat(5000), files);
    for (let i = 0; i < 55; i++) await box.commit('main', `Step ${i}`, { 'src/a.ts': i % 2 === 0 ? 'two\n' : 'three\n' });
    const action = actionOf(await propose());
    expect(JSON.stringify(action).length).toBeLessThan(64 * 1024);
    expect(action.context).toMatchObject({ moreCommits: 6, diffstat: { files: 301, moreFiles: 251 } });
    expect(action.risk).toBe('high');
  });

  test('makes hidden characters of subjects and names visible', async () => {
    await box.commit('main', 'Harmless \u202etxet\u202c \u001b[31mred', { 'src/a.ts': 'z\n' }, 'Mi\u200bna');
    const text = JSON.stringify(actionOf(await propose()));
    expect(text).not.toMatch(/[\u202e\u202c\u200b]|\\u001b/);
    expect(text).toContain('U+202E');
  });

  test.each([
    ['a tag', 'v2'],
    ['a branch with a slash', 'release/2'],
  ])('takes %s as candidate and pins its commit', async (_name, candidate) => {
    const to = await box.commit('release/2', 'Orphan start', { 'x.txt': 'x\n' });
    await box.point('production', to);
    const next = await box.commit('release/2', 'Next', { 'x.txt': 'y\n' });
    await box.git(box.remote, ['tag', '-a', '-m', 'two', 'v2', next], {
      env: { GIT_COMMITTER_NAME: 'Mina', GIT_COMMITTER_EMAIL: 'mina@shop.example' },
    });
    expect(actionOf(await propose({ repository: box.remote, candidate })).args.to).toBe(next);
  });

  test('takes an abbreviated sha that the remote can reach', async () => {
    const to = await box.commit('main', 'Two', { 'src/a.ts': 'two\n' });
    await box.commit('main', 'Three', { 'src/a.ts': 'three\n' });
    expect(actionOf(await propose({ repository: box.remote, candidate: to.slice(0, 10) })).args.to).toBe(to);
  });

  test('gives up where there is nothing to move, and where commits would be lost', async () => {
    expect(reasonOf(await propose())).toContain('already');
    await box.commit('main', 'Two', { 'src/a.ts': 'two\n' });
    await box.commit('production', 'Hotfix', { 'src/a.ts': 'fix\n' });
    expect(reasonOf(await propose())).toContain('would lose commits');
    expect(reasonOf(await propose({ repository: box.remote, branch: 'staging' }))).toContain('no branch staging');
    expect(reasonOf(await propose({ repository: box.remote, candidate: 'deadbeef' }))).toContain(
      'no branch, tag or reachable commit deadbeef',
    );
    expect(await box.refs('refs/countersign')).toEqual([]);
  });

  test.each([
    ['an option as repository', { repository: '--upload-pack=touch /tmp/x' }],
    ['a remote helper', { repository: 'ext::sh -c touch% /tmp/x' }],
    ['plain http', { repository: 'http://example.com/shop.git' }],
    ['credentials in the URL', { repository: 'https://mina:secret@example.com/shop.git' }],
    ['a host that is an option', { repository: 'ssh://-oProxyCommand=touch/x' }],
    ['a relative path', { repository: '../shop.git' }],
    ['an option as branch', { repository: '/tmp/x', branch: '--delete' }],
    ['a refspec as branch', { repository: '/tmp/x', branch: 'production:main' }],
    ['a forced refspec', { repository: '/tmp/x', branch: '+production' }],
    ['an option as candidate', { repository: '/tmp/x', candidate: '--all' }],
    ['an unknown field', { repository: '/tmp/x', force: true }],
    ['no input', null],
  ])('refuses %s before git sees it', async (_name, input) => {
    const never = async () => {
      throw new Error('git was called');
    };
    const proposal = await proposeWith({ git: never, isAllowed: () => true }, { requestId: REQUEST_ID, input }, signal);
    expect(reasonOf(proposal)).toContain('The input cannot be used');
  });

  test('gives up where the remote is no repository, and lets what may pass be tried again', async () => {
    expect(reasonOf(await propose({ repository: `${box.dir}/nowhere.git` }))).toContain('does not');
    await expect(propose({ repository: 'ssh://git@127.0.0.1:9/shop.git' })).rejects.toThrow('git ls-remote failed');
  });

  test('touches only the remotes that the deployment allows', async () => {
    await box.commit('main', 'Two', { 'src/a.ts': 'two\n' });
    const proposal = await proposeWith(
      { ...deps(), isAllowed: (remote) => remote.startsWith('https://') },
      { requestId: REQUEST_ID, input: { repository: box.remote } },
      signal,
    );
    expect(reasonOf(proposal)).toContain('may not touch');
  });
});

describe('revise', () => {
  test('holds back a commit by sha and keeps the rest', async () => {
    await box.commit('main', 'A', { 'a.txt': 'a\n' });
    const b = await box.commit('main', 'B', { 'b.txt': 'b\n' }, 'Jonas');
    await box.commit('main', 'C', { 'c.txt': 'c\n' }, 'Priya');
    const first = actionOf(await propose());
    const second = actionOf(await revise(first, `hold back ${b.slice(0, 7)}, please`));
    expect(Object.keys(await box.read(second.args.to))).toEqual(['README.md', 'a.txt', 'c.txt', 'src/a.ts', 'test/a.test.ts']);
    expect(second.args).toMatchObject({ from: first.args.from, remote: box.remote });
    expect(second.args.to).not.toBe(first.args.to);
    expect(subjects(second)).toEqual(['C', 'A']);
    expect(second.rationale).toContain(`Held back ${b.slice(0, 7)} "B"`);
    expect(second.confidence).toBeLessThanOrEqual(0.6);
    expect((await box.refs('refs/countersign')).sort()).toEqual(
      [first.args.to, second.args.to].map((sha) => `refs/countersign/${REQUEST_ID}/${sha}`).sort(),
    );
    const log = await box.git(box.remote, ['log', '-1', '--format=%an %s', second.args.to]);
    expect(log.stdout.trim()).toBe('Priya C');
  });

  test('holds back by path and by sha in one loose sentence, and adds up over rounds', async () => {
    const a = await box.commit('main', 'A', { 'a.txt': 'a\n' });
    await box.commit('main', 'B', { 'db/migrations/1.sql': 'b\n', 'b.txt': 'b\n' });
    await box.commit('main', 'C', { 'c.txt': 'c\n' });
    await box.commit('main', 'D', { 'infra/d.tf': 'd\n' });
    const first = actionOf(await propose());
    const second = actionOf(await revise(first, `Looks good, but hold back migrations/, and ${a.slice(0, 8)}. The rest is fine`));
    expect(subjects(second)).toEqual(['D', 'C']);
    const third = actionOf(
      await revise(
        second,
        `Looks good, but hold back migrations/, and ${a.slice(0, 8)}. The rest is fine`,
        'also hold back infrastructure',
      ),
    );
    expect(subjects(third)).toEqual(['C']);
    expect(third.context).toMatchObject({ candidate: first.args.to, heldBack: [{ subject: 'A' }, { subject: 'B' }, { subject: 'D' }] });
    expect(third.risk).toBe('medium');
  });

  test('keeps commits as they are up to the first that is held back', async () => {
    const a = await box.commit('main', 'A', { 'a.txt': 'a\n' });
    const b = await box.commit('main', 'B', { 'b.txt': 'b\n' });
    const second = actionOf(await revise(actionOf(await propose()), `hold back ${b}`));
    expect(second.args.to).toBe(a);
  });

  test('holds back what cannot stay without the rest, and says why', async () => {
    const a = await box.commit('main', 'Risky', { 'src/a.ts': 'risky\n' });
    const b = await box.commit('main', 'Builds on it', { 'src/a.ts': 'risky and more\n' });
    await box.commit('main', 'Apart', { 'c.txt': 'c\n' });
    const second = actionOf(await revise(actionOf(await propose()), `hold back ${a.slice(0, 7)}`));
    expect(subjects(second)).toEqual(['Apart']);
    expect((await box.read(second.args.to))['src/a.ts']).toBe('one\n');
    expect(second.rationale).toContain(`Held back ${b.slice(0, 7)} "Builds on it": needs what is held back (conflict in src/a.ts).`);
  });

  test('holds back a merge whole when a commit inside it is named', async () => {
    await box.point('feature', (await box.head('main')) ?? '');
    const inner = await box.commit('feature', 'Inner', { 'f.txt': 'f\n' });
    await box.commit('feature', 'Inner two', { 'g.txt': 'g\n' });
    await box.commit('main', 'Apart', { 'c.txt': 'c\n' });
    const merge = await box.merge('main', 'feature', 'Merge the feature');
    await box.commit('main', 'Later', { 'd.txt': 'd\n' });
    const first = actionOf(await propose());
    expect(subjects(first)).toHaveLength(5);
    const second = actionOf(await revise(first, `hold back ${inner.slice(0, 7)}`));
    expect(subjects(second)).toEqual(['Later', 'Apart']);
    expect(second.context).toMatchObject({ heldBack: [{ sha: merge, subject: 'Merge the feature' }] });
  });

  test('answers the same commits when it is asked again', async () => {
    const a = await box.commit('main', 'A', { 'a.txt': 'a\n' });
    await box.commit('main', 'B', { 'b.txt': 'b\n' });
    const first = actionOf(await propose());
    const second = actionOf(await revise(first, `hold back ${a}`));
    expect(actionOf(await revise(first, `hold back ${a}`)).args).toEqual(second.args);
  });

  test('starts from the commit of the first revision, even after the candidate branch was force-pushed', async () => {
    await box.commit('main', 'A', { 'a.txt': 'a\n' });
    const b = await box.commit('main', 'B', { 'b.txt': 'b\n' });
    const first = actionOf(await propose());
    await box.point('main', first.args.from);
    await box.commit('main', 'Other', { 'o.txt': 'o\n' });
    expect(subjects(actionOf(await revise(first, `hold back ${b}`)))).toEqual(['A']);
  });

  test('says what it did not find, and comes back with what it did', async () => {
    await box.commit('main', 'A', { 'a.txt': 'a\n' });
    await box.commit('main', 'B', { 'b.txt': 'b\n' });
    const second = actionOf(await revise(actionOf(await propose()), 'hold back a.txt and src/nowhere.ts'));
    expect(subjects(second)).toEqual(['B']);
    expect(second.rationale).toContain('Nothing in this range is called "src/nowhere.ts".');
  });

  test('gives up on feedback that holds nothing back, and where nothing is left', async () => {
    await box.commit('main', 'A', { 'a.txt': 'a\n' });
    const first = actionOf(await propose());
    expect(reasonOf(await revise(first, 'not on a Friday'))).toContain('hold back');
    expect(reasonOf(await revise(first, 'hold back a.txt'))).toContain('Nothing is left');
  });

  test('follows the branch when it has moved forward meanwhile', async () => {
    const a = await box.commit('main', 'A', { 'a.txt': 'a\n' });
    const b = await box.commit('main', 'B', { 'b.txt': 'b\n' });
    await box.commit('main', 'C', { 'c.txt': 'c\n' });
    const first = actionOf(await propose());
    await box.point('production', a);
    const second = actionOf(await revise(first, `hold back ${b.slice(0, 7)}`));
    expect(second.args.from).toBe(a);
    expect(subjects(second)).toEqual(['C']);
    expect(second.rationale).toContain('has moved from');
  });
});
