// Where an answer leads on to, and what goes with it.
import { FatalError, type HttpRequest } from '@millrace/connector-sdk';
import { isSecretHeader } from '@millrace/security';

export const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

/** The next request. RFC 9110 §15.4: a 303, and by custom a 301 or 302 of a POST, becomes a GET without a body. */
export function followRedirect(
  request: HttpRequest,
  { from, location, status }: { readonly from: URL; readonly location: string; readonly status: number },
): HttpRequest {
  const target = targetOf(location, from);
  if (from.protocol === 'https:' && target.protocol !== 'https:') {
    throw new FatalError(`${from.host} redirects from https to http.`, {
      detail: { code: 'outbound.redirect_blocked' },
    });
  }
  const becomesGet = losesBody(request.method.toUpperCase(), status);
  const isElsewhere = target.origin !== from.origin;
  const { headers } = request;
  const next: { -readonly [Key in keyof HttpRequest]: HttpRequest[Key] } = { ...request, url: target.href };
  // The target has its own query, and only the same origin gets what was meant for it.
  delete next.query;
  if (isElsewhere) delete next.credentials;
  if (becomesGet || isElsewhere) delete next.body;
  if (becomesGet) next.method = 'GET';
  if (headers !== undefined) next.headers = keptHeaders(headers, { isElsewhere, becomesGet });
  return next;
}

function losesBody(method: string, status: number): boolean {
  return status === 303 ? method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST';
}

function targetOf(location: string, from: URL): URL {
  try {
    return new URL(location, from);
  } catch (cause) {
    throw new FatalError(`${from.host} redirects to something that is no URL.`, {
      cause,
      detail: { code: 'outbound.redirect_blocked', location: location.slice(0, 500) },
    });
  }
}

/** Another origin gets no secrets; a request that lost its body says nothing about one. RFC 9110 §15.4. */
function keptHeaders(
  headers: Readonly<Record<string, string>>,
  { isElsewhere, becomesGet }: { readonly isElsewhere: boolean; readonly becomesGet: boolean },
): Record<string, string> {
  const isKept = (name: string): boolean =>
    !(isElsewhere && (isSecretHeader(name) || /cookie|key|token|secret/i.test(name))) &&
    !((becomesGet || isElsewhere) && /^content-/i.test(name));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name)));
}
