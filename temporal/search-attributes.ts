/**
 * What operators can filter by in the Temporal UI and with `temporal workflow list --query`. All are Keyword: opaque ids and closed words, never text of
 * an agent or a person. (An upsert of an attribute that the namespace does not know wedges the run, so a worker checks them before it polls.)
 */
export const SEARCH_ATTRIBUTES = [
  'CountersignStatus',
  'CountersignType',
  'CountersignRisk',
  'CountersignPolicy',
  'CountersignRequester',
  'CountersignAgent',
] as const;

/** How long closed runs stay readable in Temporal; the ledger keeps them for good. */
export const RETENTION_DAYS = 30;
