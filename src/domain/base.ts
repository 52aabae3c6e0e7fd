import type { RequestState } from './state.js';

/** What every status has, without what only the present one has. */
export function base(state: RequestState): Pick<RequestState, 'revision' | 'digest' | 'execute' | 'canRevise' | 'lastSeq'> {
  const { revision, digest, execute, canRevise, lastSeq } = state;
  return { revision, digest, execute, canRevise, lastSeq };
}
