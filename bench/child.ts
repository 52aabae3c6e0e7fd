import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** From a child, once: it works, and this is what the driver needs to know. From then on, what its activities were called with. */
export type FromChild =
  { kind: 'ready'; info: Record<string, string> } | { kind: 'proposed' | 'effect'; n: number } | { kind: 'clicked'; call: number };
export type ToChild = { kind: 'click'; call: number; requestId: string; digest: string } | { kind: 'stop' };

export interface Child {
  pid: number;
  info: Record<string, string>;
  /** Resolves when the activity of this number was called. */
  proposed(n: number): Promise<void>;
  effect(n: number): Promise<void>;
  /** Commits a click inside the child, past HTTP; resolves when it is committed. */
  click(requestId: string, digest: string): Promise<void>;
  stop(): Promise<void>;
}

/** No step of a run takes this long, even on a busy machine; a child that hangs must not hang the run. */
const GIVE_UP_MS = 120_000;

/** Starts a program of this folder as a process of its own, so that the driver's clock is not the worker's event loop. */
export async function startChild(name: string, env: Record<string, string>): Promise<Child> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const path = fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url));
  const child = fork(path, [], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const waits = new Map<string, () => void>();
  const early = new Set<string>();
  const seen = (key: string): void => {
    const wait = waits.get(key);
    if (wait) wait();
    else early.add(key);
  };
  const once = (key: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (early.delete(key)) return resolve();
      const timer = setTimeout(() => reject(new Error(`${name}: no ${key} within ${GIVE_UP_MS} ms`)), GIVE_UP_MS);
      waits.set(key, () => {
        clearTimeout(timer);
        waits.delete(key);
        resolve();
      });
    });
  let info: Record<string, string> = {};
  child.on('message', (message: FromChild) => {
    switch (message.kind) {
      case 'ready':
        info = message.info;
        return seen('ready');
      case 'clicked':
        return seen(`clicked ${message.call}`);
      case 'proposed':
      case 'effect':
        return seen(`${message.kind} ${message.n}`);
    }
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([once('ready'), ended.then(() => Promise.reject(new Error(`${name} ended before it was ready`)))]);
  let calls = 0;
  return {
    pid: child.pid ?? 0,
    info,
    proposed: (n) => once(`proposed ${n}`),
    effect: (n) => once(`effect ${n}`),
    async click(requestId, digest) {
      const call = (calls += 1);
      const clicked = once(`clicked ${call}`);
      tell(child, { kind: 'click', call, requestId, digest });
      await clicked;
    },
    async stop() {
      if (child.connected) tell(child, { kind: 'stop' });
      // Its own grace is 15 s; after that it is in the way.
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

function tell(child: ChildProcess, message: ToChild): void {
  child.send(message);
}

/** The child's side. */
export function tellDriver(message: FromChild): void {
  process.send?.(message);
}

export function onDriver(handle: (message: ToChild) => void): void {
  process.on('message', handle);
  // A driver that died takes its children with it.
  process.on('disconnect', () => process.exit(1));
}
