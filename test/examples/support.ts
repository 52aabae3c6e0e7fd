import { Countersign, type RequestView, type Status, type Verb } from '@countersign/client';
import type { TestService } from '../support/service.js';

/** Nothing here takes longer, not even on a busy machine: a request that does is stuck. */
const BOUND_MS = 60_000;

export function clientOf(service: TestService, apiKey: string): Countersign {
  return new Countersign({ url: service.url, apiKey });
}

/** The request, as soon as it has this status (and revision); fails with where it stands instead. */
export async function reach(countersign: Countersign, id: string, status: Status, revision?: number): Promise<RequestView> {
  const there = (view: RequestView) => view.status === status && (revision === undefined || view.revision === revision);
  const endAt = Date.now() + BOUND_MS;
  let view = await countersign.requests.get(id);
  while (!there(view) && Date.now() < endAt) {
    view = await countersign.requests.change(id, { sinceMove: view.move, timeoutMs: Math.max(1, endAt - Date.now()) });
  }
  if (there(view)) return view;
  throw new Error(`${id} is ${view.status} at revision ${view.revision}: ${JSON.stringify(view.resolution ?? view.execution)}`);
}

/** Decides on what the person sees now. */
export function decide(person: Countersign, seen: RequestView, verb: Exclude<Verb, 'override'>, comment?: string) {
  return person.requests.decide(seen.id, {
    verb,
    revision: seen.revision,
    digest: seen.digest ?? '',
    ...(comment === undefined ? {} : { comment }),
  });
}
