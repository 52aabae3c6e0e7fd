import { Countersign } from '../../client/src/countersign.js';
import { startApi } from '../api/support/start-api.js';
import { run } from '../cli/run.js';
import { fakeIntake } from '../support/fake-intake.js';

/** The served API without a request in it, and both ways to administer it. */
export async function startAdministered() {
  const service = await startApi(
    fakeIntake(() => {
      throw new Error('no request is asked for here');
    }),
  );
  const key = await service.key({ kind: 'admin' });
  const env = { COUNTERSIGN_URL: service.url, COUNTERSIGN_KEY: key };
  return { service, admin: new Countersign({ url: service.url, apiKey: key }), env, cli: (...argv: string[]) => run(argv, { env }) };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Compiles only where each is assignable to the other. */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const same = <_T extends true>(): void => undefined;
