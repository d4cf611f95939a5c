import type { FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that another site's page asks for with our cookie (CSRF). Browsers say by `Sec-Fetch-Site` or `Origin`
 * whose page is asking; a request that has our cookie and says neither is no browser that we trust.
 */
export function checkOrigin(
  request: Pick<FastifyRequest, 'method' | 'headers'>,
  { publicUrl, hasCookie }: { readonly publicUrl: string; readonly hasCookie: boolean },
): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin, host = '' } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isOwnOrigin = origin !== undefined && [publicUrl, `http://${host}`, `https://${host}`].some(isOriginOf(origin));
  const isTrusted = origin === undefined ? site === 'same-origin' || (site === undefined && !hasCookie) : isOwnOrigin;
  if (isTrusted && (site === undefined || site === 'same-origin')) return;
  throw new ServerError(
    'auth.origin_refused',
    'This change was asked for by another site. Send it from the designer, or with an API key.',
  );
}

const isOriginOf =
  (origin: string) =>
  (url: string): boolean =>
    URL.canParse(url) && new URL(url).origin === origin;
