import type { Db } from '../../../src/ledger/ledger.js';
import { createSignInLink } from '../../../src/ledger/sign-in-links.js';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** What a browser does without script: keeps its cookie, sends forms with their origin. */
export class FormBrowser {
  cookie = '';

  constructor(private readonly api: { url: string; db: Db }) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.keep(await fetch(`${this.api.url}${path}`, { redirect: 'manual', headers: { cookie: this.cookie, ...headers } }));
  }

  async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const init = {
      method: 'POST',
      redirect: 'manual' as const,
      body: new URLSearchParams(fields),
      headers: { cookie: this.cookie, origin: this.api.url, 'sec-fetch-site': 'same-origin', ...headers },
    };
    return this.keep(await fetch(`${this.api.url}${path}`, init));
  }

  private async keep(response: Response): Promise<Answer> {
    const set = response.headers.get('set-cookie');
    if (set !== null) this.cookie = set.split(';')[0] ?? '';
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Signs in by a link, as the person would. */
  async signIn(personId: string, nextPath = '/'): Promise<Answer> {
    const { token } = await createSignInLink(this.api.db, { personId, nextPath }, Date.now());
    return this.post('/sign-in', { token });
  }
}

/** The hidden and visible fields of the form that says this verb, as the page filled them. */
export function formOf(page: string, verb: string): Record<string, string> {
  const form = [...page.matchAll(/<form method="post"[^>]*>([\s\S]*?)<\/form>/g)]
    .map((match) => match[1] ?? '')
    .find((body) => body.includes(`name="verb" value="${verb}"`));
  if (form === undefined) throw new Error(`the page has no form that says ${verb}`);
  return Object.fromEntries(
    [...form.matchAll(/<input\b([^>]*)>/g)].flatMap(([, attributes = '']) => {
      const name = /name="([^"]*)"/.exec(attributes)?.[1];
      if (name === undefined || /type="radio"/.test(attributes)) return [];
      return [[name, (/value="([^"]*)"/.exec(attributes)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&')]];
    }),
  );
}
