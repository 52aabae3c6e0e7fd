import { execFile } from 'node:child_process';

export interface GitRun {
  stdout: string;
  stderr: string;
  /** 0 for success; other codes only where `accept` names them. */
  code: number;
}

export interface GitOptions {
  /** Codes besides 0 that are an answer, not a failure: `merge-tree` says 1 for a conflict. */
  accept?: readonly number[];
  /** Written to git's standard input. */
  stdin?: string;
  /** Added to git's environment: author and committer of a commit. */
  env?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** Runs git in `cwd` with these arguments, never through a shell. */
export type Git = (cwd: string, args: readonly string[], options?: GitOptions) => Promise<GitRun>;

export class GitError extends Error {
  override readonly name = 'GitError';
  constructor(
    message: string,
    readonly run: GitRun,
  ) {
    super(message);
  }
}

/** What no retry changes: a wrong address, a missing right, a remote that refuses. In English, because of LC_ALL=C. */
const FINAL =
  /does not appear to be a git repository|repository '.*' (not found|does not exist)|repository not found|authentication failed|permission denied|could not read (username|password)|host key verification failed|dubious ownership|transport '.*' not allowed|remote rejected|access denied|the requested url returned error: 40[134]/i;

export function isFinal(error: unknown): error is GitError {
  return error instanceof GitError && FINAL.test(error.run.stderr);
}

// A fetch of a large repository takes minutes; one that takes longer than this has lost its connection.
const TIMEOUT_MS = 120_000;
/** Output above this (a range of hundreds of thousands of files) fails the call instead of filling the worker's memory. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
/** Only what git and ssh need to find programs, credentials and certificates; GIT_DIR and its like would point git elsewhere. */
const KEPT = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'SSH_AUTH_SOCK',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTPS_PROXY',
  'https_proxy',
  'NO_PROXY',
  'no_proxy',
  'SYSTEMROOT',
];

const SAFE_CONFIG = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.quotePath', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['submodule.recurse', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.followTags', 'false'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

export function createGit(env: Readonly<Record<string, string | undefined>>): Git {
  const base: Record<string, string> = {
    // Asking on a terminal would hang the worker.
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oConnectTimeout=15',
    // `ext::` and `fd::` run programs, plain http and git:// authenticate nobody.
    GIT_ALLOW_PROTOCOL: 'file:https:ssh',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  };
  for (const name of KEPT) {
    const value = env[name];
    if (value !== undefined) base[name] = value;
  }
  return (cwd, args, options = {}) =>
    new Promise((resolve, reject) => {
      const child = execFile(
        'git',
        [...SAFE_CONFIG, ...args],
        {
          cwd,
          env: { ...base, ...options.env },
          timeout: options.timeoutMs ?? TIMEOUT_MS,
          maxBuffer: MAX_OUTPUT_BYTES,
          ...(options.signal ? { signal: options.signal } : {}),
        },
        (error, stdout, stderr) => {
          const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
          const run = { stdout, stderr, code };
          if (code === 0 || options.accept?.includes(code)) resolve(run);
          else reject(new GitError(messageOf(args, error, run), run));
        },
      );
      // A git that ends before it has read everything answers by its code; the broken pipe says no more.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.stdin ?? '');
    });
}

function messageOf(args: readonly string[], error: Error | null, run: GitRun): string {
  const verb = args.find((arg) => /^[a-z]/.test(arg)) ?? 'git';
  if (error?.name === 'AbortError') return `git ${verb} was stopped`;
  // git ends with advice; what went wrong stands in these lines.
  const telling = run.stderr.split('\n').filter((line) => /^(fatal|error|remote|ssh|!| ! )/i.test(line));
  const said = (telling.length > 0 ? telling.slice(0, 4) : run.stderr.trim().split('\n').slice(-3)).join(' ').trim().slice(0, 500);
  return `git ${verb} failed: ${said || (error?.message ?? 'no reason given').split('\n')[0]}`;
}
