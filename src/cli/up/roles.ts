/** What a process does: `npm start` is both, and only that one starts servers of its own. */
export interface Roles {
  readonly api: boolean;
  readonly worker: boolean;
}

export const BOTH: Roles = { api: true, worker: true };
