import { isTerminal, type Countersign, type RequestView } from '@countersign/client';

/** Prints each move of a request until it is over; answers the last view. */
export async function follow(countersign: Countersign, id: string, print: (line: string) => void): Promise<RequestView> {
  let seen = '';
  let view = await countersign.requests.get(id);
  for (;;) {
    const line = lineOf(view);
    if (line !== seen) print(line);
    seen = line;
    if (isTerminal(view.status)) return view;
    view = await countersign.requests.change(id, { sinceMove: view.move });
  }
}

function lineOf(view: RequestView): string {
  const { status, revision, action, resolution, execution } = view;
  if (status === 'pending') return `pending    revision ${revision}: ${action?.title ?? ''}\n           ${view.links.page}`;
  if (status === 'executed') return `executed   ${JSON.stringify(execution?.detail)}`;
  if (status === 'failed' || status === 'unknown') return `${status.padEnd(10)} ${JSON.stringify(execution?.detail)}`;
  return resolution ? `${status.padEnd(10)} ${resolution.reason}` : status;
}
