/** A refusal of the API (RFC 9457), or what stands for one where no answer came. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    /** JSON pointer or name of what is wrong; null where it is about no field. */
    readonly field: string | null,
    /** The whole problem document, for members that only some codes have. */
    readonly document: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
  }
}

/** True where no answer came at all: the phone is offline, the service restarts. */
export function isOffline(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'no_answer';
}

interface CallOptions {
  signal?: AbortSignal | undefined;
  headers?: Readonly<Record<string, string>>;
}

let csrf: string | null = null;
let signedOut: () => void = () => undefined;

/** Set by the session, sent with everything that changes something. */
export function setCsrf(token: string): void {
  csrf = token;
}

/** Called when the API no longer knows who we are. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

const text = (value: unknown, otherwise: string) => (typeof value === 'string' && value !== '' ? value : otherwise);

function problemOf(status: number, body: unknown): ApiProblem {
  const document = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const detail = text(document['detail'], `The service answered ${status}.`);
  const field = typeof document['field'] === 'string' ? document['field'] : null;
  return new ApiProblem(
    status,
    text(document['code'], 'unexpected'),
    text(document['title'], 'That did not work'),
    detail,
    field,
    document,
  );
}

async function send(method: string, path: string, body: BodyInit | null, options: CallOptions): Promise<Response> {
  const changes = method !== 'GET';
  const headers = {
    accept: 'application/json',
    ...(changes && csrf !== null ? { 'x-countersign-csrf': csrf } : {}),
    ...options.headers,
  };
  const answer = await fetch(path, { method, headers, body, signal: options.signal ?? null, credentials: 'same-origin' }).catch(
    (error: unknown) => {
      if (options.signal?.aborted) throw error;
      throw new ApiProblem(0, 'no_answer', 'No answer', 'The service did not answer. Check your connection, then try again.', null, {});
    },
  );
  if (answer.ok) return answer;
  const problem = problemOf(answer.status, await answer.json().catch(() => null));
  if (problem.code === 'missing_credentials' || problem.code === 'invalid_credentials') signedOut();
  throw problem;
}

async function call<T>(method: string, path: string, body: unknown, options: CallOptions = {}): Promise<T> {
  const json = body === undefined ? null : JSON.stringify(body);
  const headers = { ...(json === null ? {} : { 'content-type': 'application/json' }), ...options.headers };
  const answer = await send(method, path, json, { ...options, headers });
  return (answer.status === 204 ? null : await answer.json()) as T;
}

/** The HTTP API, by the session's cookie. Throws `ApiProblem`; the type of an answer is its contract's, not checked here. */
export const api = {
  get: <T>(path: string, options?: CallOptions) => call<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: CallOptions) => call<T>('POST', path, body, options),
  put: <T>(path: string, body: unknown, options?: CallOptions) => call<T>('PUT', path, body, options),
  patch: <T>(path: string, body: unknown, options?: CallOptions) => call<T>('PATCH', path, body, options),
  delete: <T>(path: string, { body, ...options }: CallOptions & { body?: unknown } = {}) => call<T>('DELETE', path, body, options),
  /** A body that is no JSON (a policy's YAML). */
  text: async <T>(method: 'POST' | 'PUT', path: string, body: string, type: string) => {
    const answer = await send(method, path, body, { headers: { 'content-type': type } });
    return (answer.status === 204 ? null : await answer.json()) as T;
  },
};
