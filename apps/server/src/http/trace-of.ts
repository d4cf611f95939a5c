import type { IncomingHttpHeaders } from 'node:http';

/** The trace that a sender has, if it tells of one. */
export function traceOf({ traceparent }: IncomingHttpHeaders): { readonly traceparent?: string } {
  return typeof traceparent === 'string' ? { traceparent } : {};
}
