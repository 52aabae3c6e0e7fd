/** What reached the run from outside since it started. */
export interface Inbox {
  signals(): number;
  cancelRequested(): boolean;
}
