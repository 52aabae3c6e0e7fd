/** Values of Temporal's dynamic configuration as `start-dev` takes them, `key=json`; temporal/dynamicconfig/ holds the same for a server of one's own. */
export const DYNAMIC_CONFIG: readonly string[] = [
  // One buffered query per run is the default: two people who open the same waiting request in the Temporal UI then wait two seconds.
  'history.MaxBufferedQueryCount=50',
];

/** Only for tests: lets a run of days be driven in a second (a pre-release API of the server). */
export const TIME_SKIPPING: readonly string[] = ['frontend.WorkflowTimeSkippingEnabled=true'];
