import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatFinding } from './finding.js';
import { loadPolicyFolder } from './load-folder.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'policies-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(dir, name), text);

describe('loadPolicyFolder', () => {
  it('reads YAML and JSON in order and leaves everything else alone', async () => {
    await write('20-b.yml', 'name: b\nonTimeout: reject\nmatch: { types: [b] }\n');
    await write('3-a.json', '{"name": "a", "onTimeout": "reject", "match": {"types": ["a"]}}');
    await write('.hidden.yaml', 'name: [');
    await write('README.md', 'name: [');
    const loaded = await loadPolicyFolder(dir);
    expect(loaded).toMatchObject({ ok: true, warnings: [], policies: [{ name: 'a', file: join(dir, '3-a.json') }, { name: 'b' }] });
  });

  it('loads nothing when one file is broken, and says where', async () => {
    await write('a.yaml', 'name: a\nonTimeout: reject\n');
    await write('b.yaml', 'name: b\nonTimout: reject\n');
    const loaded = await loadPolicyFolder(dir);
    if (loaded.ok) throw new Error('it loaded');
    expect(loaded.findings.map(formatFinding)).toContain(
      `${join(dir, 'b.yaml')}:2:1 error unknown_field onTimout: unknown field \`onTimout\`; did you mean \`onTimeout\`?`,
    );
  });

  it('takes an empty folder for no policies', async () => {
    expect(await loadPolicyFolder(dir)).toEqual({ ok: true, policies: [], warnings: [] });
  });

  it.each([
    ['a folder that is missing', 'nowhere', 'ENOENT'],
    ['something else than a file', '', 'not a regular file'],
  ])('says so about %s', async (_what, sub, why) => {
    await mkdir(join(dir, 'x.yaml'));
    const loaded = await loadPolicyFolder(join(dir, sub));
    if (loaded.ok) throw new Error('it loaded');
    expect(loaded.findings).toHaveLength(1);
    expect(loaded.findings[0]).toMatchObject({ code: 'unreadable', severity: 'error' });
    expect(loaded.findings[0]?.message).toContain(why);
  });

  it('does not read a file that is too large', async () => {
    await write('big.yaml', `name: a\nonTimeout: reject\ndescription: ${'x'.repeat(300_000)}\n`);
    expect(await loadPolicyFolder(dir)).toMatchObject({ ok: false, findings: [{ code: 'unreadable' }] });
  });
});
