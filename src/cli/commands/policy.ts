import { stat } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { formatFinding, hasErrors, type Finding } from '../../policies/finding.js';
import { lintPolicies, type PolicyFile } from '../../policies/lint-policies.js';
import { readPolicyFolder } from '../../policies/load-folder.js';
import { parsePolicyDocument } from '../../policies/parse-policy.js';
import type { Context } from '../context.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { badInput } from '../failure.js';
import { readTextFile } from '../read-json.js';
import type { Register } from '../register.js';
import { registerPolicyTry } from './policy-try.js';
import { table } from '../render/table.js';
import { pretty } from '../render/args-diff.js';
import type { Json } from '../../contracts/json.js';

export const registerPolicy: Register = (program, define) => {
  const policy = program.command('policy').description('Check, list and change policies');

  const lint = policy
    .command('lint')
    .argument('[paths...]', 'files and folders (default: policies)')
    .description('Check policies as the service does, alone and together; needs no service')
    .option('--strict', 'warnings count as errors')
    .addHelpText(
      'after',
      '\nPrints file:line:column severity code field: message; exit code 2 when there are errors.\nExamples:\n  countersign policy lint\n  countersign policy lint policies/deploy.yaml --strict',
    );
  define(lint, async (context, _args, { strict }: { strict?: boolean }) => {
    const findings = await lintPaths(context, lint.args.length > 0 ? lint.args : ['policies']);
    return sayFindings(context, findings, strict === true);
  });

  registerPolicyTry(policy, define);

  const list = policy
    .command('list')
    .alias('ls')
    .description('The active policies, in the order of evaluation')
    .addHelpText('after', '\nExample:\n  countersign policy list');
  define(list, async (context) => {
    const items = await context.connect('admin').policies.list({ signal: context.io.signal });
    context.print({ items });
    const rows = items.map((item) => [
      item.name,
      String(item.version),
      (item.document.match?.types ?? ['*']).join(','),
      item.document.route ?? 'review',
      basename(item.source),
      whenText(item.document.match),
    ]);
    const columns = [
      { title: 'NAME' },
      { title: 'VERSION' },
      { title: 'TYPES' },
      { title: 'ROUTE' },
      { title: 'SOURCE' },
      { title: 'WHEN', flexible: true },
    ];
    context.say(
      items.length === 0
        ? 'no policy: everything goes to the default reviewers'
        : table(columns, rows, context.io.columns(), context.colours.dim),
    );
    return EXIT.ok;
  });

  const show = policy
    .command('show')
    .argument('<name>', 'the policy')
    .description('The active version of one policy')
    .addHelpText('after', '\nExample:\n  countersign policy show large-refunds');
  define(show, async (context, [name = '']) => {
    const found = await context.connect('admin').policies.get(name, { signal: context.io.signal });
    context.print(found);
    context.say(
      `${context.colours.dim(`version ${found.version} from ${found.source}, ${found.digest}`)}\n${pretty(found.document as Json)}`,
    );
    return EXIT.ok;
  });

  const put = policy
    .command('put')
    .argument('<file>', 'YAML or JSON')
    .description('Make this the active version of the policy it names')
    .addHelpText('after', '\nExample:\n  countersign policy put policies/large-refunds.yaml');
  define(put, async (context, [file = '']) => {
    const text = await readTextFile(context.io, 'policy put', file);
    const parsed = parsePolicyDocument(text, file);
    if (!parsed.ok) return sayFindings(context, parsed.findings, false);
    const stored = await context.connect('admin').policies.put(parsed.policy.name, text, { signal: context.io.signal });
    context.print(stored);
    const { name, version } = stored.policy;
    context.say(stored.changed ? `${name} is at version ${version}` : `${name} had this content already: version ${version}`);
    for (const warning of stored.warnings)
      context.say(`${file}:${warning.line ?? 1}:${warning.column ?? 1} warning ${warning.field}: ${warning.message}`);
    return EXIT.ok;
  });

  const remove = policy
    .command('remove')
    .argument('<name>', 'the policy')
    .description('No longer evaluate a policy; its versions stay on record')
    .addHelpText('after', '\nExample:\n  countersign policy remove large-refunds');
  define(remove, async (context, [name = '']) => {
    await context.connect('admin').policies.remove(name, { signal: context.io.signal });
    context.print({ name, active: false });
    context.say(`${name} matches nothing from now on`);
    return EXIT.ok;
  });
};

/** At what times and under which condition a policy holds, in one cell. */
function whenText(match: { when?: string | undefined; during?: unknown; outside?: unknown } = {}): string {
  const times = [match.during && 'at certain times', match.outside && 'not at certain times'];
  return [...times, match.when].filter((part) => typeof part === 'string').join('; ');
}

/** Everything named is checked together: names and order matter across files. */
async function lintPaths({ io }: Context, paths: readonly string[]): Promise<Finding[]> {
  const files: PolicyFile[] = [];
  const findings: Finding[] = [];
  for (const path of paths) {
    const absolute = resolve(io.cwd, path);
    const found = await stat(absolute).catch(() => null);
    if (found === null) throw badInput(`policy lint: there is no ${path}`);
    if (!found.isDirectory()) {
      files.push({ file: path, text: await readTextFile(io, 'policy lint', path) });
      continue;
    }
    const read = await readPolicyFolder(absolute);
    if (read.ok) files.push(...read.files.map(({ file, text }) => ({ file: relative(io.cwd, file) || basename(file), text })));
    else findings.push(...read.findings);
  }
  if (files.length === 0 && findings.length === 0) throw badInput(`policy lint: no policies in ${paths.join(', ')}`);
  return [...findings, ...lintPolicies(files).findings];
}

function sayFindings(context: Context, findings: readonly Finding[], strict: boolean): ExitCode {
  context.print({ findings });
  for (const finding of findings) context.say(formatFinding(finding));
  if (findings.length === 0) context.say(context.colours.green('no problems'));
  return hasErrors(findings) || (strict && findings.length > 0) ? EXIT.badInput : EXIT.ok;
}
