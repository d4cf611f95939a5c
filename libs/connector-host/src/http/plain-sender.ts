import { FatalError, type Files, type HttpRequest, type HttpResponse } from '@millrace/connector-sdk';
import type { OutboundGuard } from '@millrace/security';
import { DEFAULT_HOST_LIMITS } from '../host-limits.ts';
import { createSender } from './http-client.ts';

/**
 * A request of the platform's own to a service, such as one for tokens: through the guard, whole within its `timeoutMs`, and with
 * no connection. It follows no redirects and is asked once. Rejects with one of the three failures, or the guard's refusal.
 */
export type SendPlainly = (request: HttpRequest & { readonly timeoutMs: number }) => Promise<HttpResponse>;

/** `reads` of answers: all, or what tells a person why, which no answer is too large or too broken for. */
export function createPlainSender(guard: OutboundGuard, { reads }: { readonly reads?: 'beginning' } = {}): SendPlainly {
  return (request) => {
    const deadline = { signal: new AbortController().signal };
    const own = { files: NO_FILES, limits: DEFAULT_HOST_LIMITS, userAgent: 'Millrace' };
    const send = createSender({ guard, ...own, deadline, ...(reads === undefined ? {} : { reads }) });
    return send(request);
  };
}

const refuse = (): never => {
  throw new FatalError('Requests of the platform’s own carry no files.');
};
const NO_FILES: Files = { read: refuse, write: refuse };
