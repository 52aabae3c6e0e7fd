/** Every `code` an error can carry, with its HTTP status and title. Closed and stable: clients branch on it, docs/api.md lists it. */
export const PROBLEMS = {
  // The bytes.
  malformed_json: [400, 'The body is not JSON'],
  duplicate_key: [400, 'A key appears twice'],
  inexact_number: [400, 'A number cannot be held exactly'],
  too_deep: [400, 'The JSON is nested too deeply'],
  forbidden_character: [400, 'A string holds a character that cannot be stored'],
  forbidden_key: [400, 'A key has a forbidden name'],
  invalid_query: [400, 'A query parameter is wrong'],
  invalid_header: [400, 'A header is wrong'],
  method_override: [400, 'Method override is not supported'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The media type is not read here'],
  unsupported_encoding: [415, 'Send the body uncompressed'],
  // Who calls.
  missing_credentials: [401, 'A key is needed'],
  invalid_credentials: [401, 'The key is not valid'],
  forbidden: [403, 'Not allowed'],
  bad_origin: [403, 'The form came from somewhere else'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'Method not allowed'],
  too_many_requests: [429, 'Too many requests'],
  // What is asked for.
  invalid_body: [422, 'The body does not fit'],
  invalid_args: [422, 'The arguments do not fit the action'],
  invalid_policy: [422, 'The policy has problems'],
  unknown_person: [422, 'There is no such person'],
  unknown_reviewer: [422, 'There is no such reviewer'],
  unknown_agent: [422, 'There is no such agent'],
  unknown_policy: [422, 'There is no such policy'],
  not_executable: [422, 'No worker can run it'],
  rationale_required: [422, 'The policy asks for a rationale'],
  unsatisfiable_reviewers: [422, 'Nobody, or not enough people, could approve it'],
  // The present state.
  already_exists: [409, 'It exists already'],
  identity_taken: [409, 'The identity belongs to somebody else'],
  idempotency_conflict: [409, 'The idempotency key was used with another body'],
  already_closed: [409, 'The request is closed'],
  not_approved: [409, 'The request is not approved'],
  stale_digest: [409, 'It is not what was approved'],
  not_caller_executed: [409, 'A worker runs this request'],
  permit_consumed: [409, 'The permit was taken'],
  // Us.
  internal: [500, 'Something broke on our side'],
  unavailable: [503, 'The ledger cannot be reached'],
} as const satisfies Record<string, readonly [status: number, title: string]>;
export type ProblemCode = keyof typeof PROBLEMS;
