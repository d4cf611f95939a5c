/** A page as somebody sees it. */
export interface VisitedPage {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const MAX_REDIRECTS = 20;

/** A browser without a screen: it follows redirects, keeps cookies for each origin, and sends forms. */
export class WebVisitor {
  readonly #jars = new Map<string, Map<string, string>>();

  /** `stopAt`: an address that is not asked for any more. */
  async visit(url: string, form?: Readonly<Record<string, string>>, stopAt?: string): Promise<VisitedPage> {
    let next: { readonly url: URL; readonly form?: Readonly<Record<string, string>> } = {
      url: new URL(url),
      ...(form === undefined ? {} : { form }),
    };
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects += 1) {
      if (stopAt !== undefined && next.url.href.startsWith(stopAt))
        return { url: next.url, status: 0, headers: new Headers(), text: '' };
      const response = await this.#ask(next.url, next.form);
      const location = response.headers.get('location');
      if (location === null) {
        return { url: next.url, status: response.status, headers: response.headers, text: await response.text() };
      }
      next = { url: new URL(location, next.url) };
    }
    throw new Error(`${url} redirects for ever.`);
  }

  /** The `Cookie` of an origin. */
  cookieOf(url: string): string {
    return [...this.#jar(new URL(url).origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #ask(url: URL, form: Readonly<Record<string, string>> | undefined): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.cookieOf(url.href) },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    this.take(url.href, response.headers);
    return response;
  }

  /** Keeps the cookies of an answer. */
  take(url: string, headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') this.#jar(new URL(url).origin).delete(name);
      else this.#jar(new URL(url).origin).set(name, value);
    }
  }

  #jar(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }
}

/** Signs in at a provider and allows what it asks, or does not; ends where the provider sends whoever is done. */
export async function decideAtProvider(
  visitor: WebVisitor,
  { authorizeUrl, callbackUrl, isAllowed }: { authorizeUrl: string; callbackUrl: string; isAllowed: boolean },
): Promise<URL> {
  let page = await visitor.visit(authorizeUrl, undefined, callbackUrl);
  if (!isAllowed) {
    const [, abort = ''] = /href="([^"]+\/abort)"/.exec(page.text) ?? [];
    return (await visitor.visit(abort, undefined, callbackUrl)).url;
  }
  for (const form of [{ prompt: 'login', login: 'ada', password: 'any' }, { prompt: 'consent' }]) {
    // Somebody who is signed in there is asked for less.
    if (!page.text.includes(`value="${form.prompt}"`)) continue;
    const [, action = ''] = /<form[^>]*action="([^"]+)"/.exec(page.text) ?? [];
    page = await visitor.visit(action, form, callbackUrl);
  }
  return page.url;
}
