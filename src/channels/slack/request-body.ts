/** A verified body, read as Slack sends it: a form with `payload`, a slash command's form, `ssl_check`, or an event's JSON. */
export type SlackBody =
  | { kind: 'interaction'; payload: Record<string, unknown> }
  | { kind: 'ssl_check' }
  | { kind: 'url_verification'; challenge: string }
  | { kind: 'malformed' };

export function parseSlackBody(body: Buffer, contentType: string | undefined): SlackBody {
  const text = body.toString('utf8');
  switch (contentType?.split(';')[0]?.trim().toLowerCase()) {
    case 'application/json':
      return fromJson(parsed(text));
    case 'application/x-www-form-urlencoded':
      return fromForm(new URLSearchParams(text));
    default:
      return { kind: 'malformed' };
  }
}

function fromJson(json: unknown): SlackBody {
  if (!isRecord(json)) return { kind: 'malformed' };
  if (json['type'] === 'url_verification') {
    return typeof json['challenge'] === 'string' ? { kind: 'url_verification', challenge: json['challenge'] } : { kind: 'malformed' };
  }
  return { kind: 'interaction', payload: json };
}

function fromForm(form: URLSearchParams): SlackBody {
  if (form.get('ssl_check') === '1') return { kind: 'ssl_check' };
  if (!form.has('payload')) return { kind: 'interaction', payload: Object.fromEntries(form) };
  const payload = form.getAll('payload').length === 1 ? parsed(form.get('payload') ?? '') : undefined;
  return isRecord(payload) ? { kind: 'interaction', payload } : { kind: 'malformed' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
