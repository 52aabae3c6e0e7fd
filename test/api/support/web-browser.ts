export interface Page {
  url: string;
  status: number;
  headers: Headers;
  text: string;
}

/** What a browser does without script, on several sites: keeps the cookies of each, goes where it is sent, sends forms. */
export class WebBrowser {
  private readonly jar: { host: string; path: string; name: string; value: string }[] = [];

  /** Those that go along to this address. */
  cookiesOf(url: string): (readonly [name: string, value: string])[] {
    const { host, pathname } = new URL(url);
    return this.jar.filter((each) => each.host === host && pathname.startsWith(each.path)).map(({ name, value }) => [name, value]);
  }

  cookie(url: string, name: string): string | undefined {
    return this.cookiesOf(url).find((each) => each[0] === name)?.[1];
  }

  /** Empty: forgets it. */
  setCookie(url: string, name: string, value: string, path = '/'): void {
    const { host } = new URL(url);
    const at = this.jar.findIndex((each) => each.host === host && each.path === path && each.name === name);
    if (at >= 0) this.jar.splice(at, 1);
    if (value !== '') this.jar.push({ host, path, name, value });
  }

  /** One way to a site and back; redirects are not followed. */
  async send(url: string, form?: Record<string, string>): Promise<Page> {
    const { origin } = new URL(url);
    const cookie = this.cookiesOf(url)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...(form ? { origin, 'sec-fetch-site': 'same-origin' } : {}) },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      const at = pair.indexOf('=');
      const over = /expires=Thu, 01 Jan 1970/i.test(set);
      this.setCookie(url, pair.slice(0, at), over ? '' : pair.slice(at + 1), /path=([^;]+)/i.exec(set)?.[1]);
    }
    return { url, status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** Follows redirects, at most until the first address that `stop` holds for: that one is not asked for. */
  async go(url: string, stop: (url: string) => boolean = () => false): Promise<Page> {
    return this.follow(await this.send(url), stop);
  }

  async post(url: string, form: Record<string, string>, stop: (url: string) => boolean = () => false): Promise<Page> {
    return this.follow(await this.send(url, form), stop);
  }

  private async follow(first: Page, stop: (url: string) => boolean): Promise<Page> {
    let page = first;
    for (let hops = 0; hops < 20; hops += 1) {
      const location = page.headers.get('location');
      if (location === null || page.status < 300 || page.status > 399) return page;
      const next = new URL(location, page.url).href;
      if (stop(next)) return { ...page, url: next };
      page = await this.send(next);
    }
    throw new Error(`redirects without an end at ${page.url}`);
  }
}

/** Signs in and consents on the pages of the provider's own, from wherever it asks; ends where it sends the browser back to (`stop`), or after it. */
export async function throughProvider(browser: WebBrowser, from: Page, login: string, stop?: (url: string) => boolean): Promise<Page> {
  let page = from;
  for (let pages = 0; pages < 4; pages += 1) {
    const [, action] = /<form[^>]*action="([^"]+)"[^>]*method="post"/.exec(page.text) ?? [];
    const [, prompt] = /name="prompt" value="(login|consent)"/.exec(page.text) ?? [];
    if (action === undefined || prompt === undefined) return page;
    const form: Record<string, string> = prompt === 'login' ? { prompt, login, password: 'x' } : { prompt };
    page = await browser.post(new URL(action.replaceAll('&amp;', '&'), page.url).href, form, stop);
  }
  return page;
}
