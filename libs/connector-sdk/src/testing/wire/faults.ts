// What goes wrong between a connector and a service.
import { BrokenWire, bytesOf, type Wire, type WireRequest, type WireResponse } from './wire.ts';

/**
 * One thing that goes wrong. `reset`: the connection breaks, `before` or `after` the service has done the work. `unreachable`:
 * nothing was sent. `hang`: no answer, ever. `slow`: a late one. The others do no work at all, but for `truncated`, which cuts
 * a good answer in half, and `html`, which hides it behind a page of a proxy.
 */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
      /** Instead of JSON: a page of a proxy. */
      readonly html?: string;
    }
  | { readonly kind: 'reset'; readonly work: 'before' | 'after' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'html' }
  | { readonly kind: 'redirect'; readonly location: string };

/** Passes time; rejects with the signal's reason when that is aborted first. */
export type PassTime = (waitMs: number, signal: AbortSignal) => Promise<void>;

interface Broken {
  readonly wire: Wire;
  readonly passTime: PassTime;
}

/** A wire on which `faultOf` says what goes wrong with a request. */
export function breakWire({ wire, passTime }: Broken, faultOf: (request: WireRequest) => Fault | undefined): Wire {
  return async (request, signal) => {
    const fault = faultOf(request);
    if (fault === undefined) return wire(request, signal);
    return apply(fault, { answer: () => wire(request, signal), passTime, signal });
  };
}

interface Surroundings {
  readonly answer: () => Promise<WireResponse>;
  readonly passTime: PassTime;
  readonly signal: AbortSignal;
}

async function apply(fault: Fault, { answer, passTime, signal }: Surroundings): Promise<WireResponse> {
  switch (fault.kind) {
    case 'status':
      return fault.html === undefined
        ? jsonAnswer(fault.status, fault.json ?? { message: `fault ${fault.status}` }, fault.headers)
        : { status: fault.status, headers: { ...HTML, ...fault.headers }, body: bytesOf(fault.html) };
    case 'redirect':
      return { status: 302, headers: { location: fault.location }, body: bytesOf('') };
    case 'unreachable':
      throw new BrokenWire('the name is not known', { code: 'ENOTFOUND', wasSent: false });
    case 'reset':
      if (fault.work === 'after') await answer();
      throw new BrokenWire('the other side closed the connection', { code: 'ECONNRESET', wasSent: true });
    case 'slow':
      await passTime(fault.delayMs, signal);
      return answer();
    case 'hang':
      return endWith(signal);
    case 'truncated':
      return cut(await answer());
    case 'html':
      await answer();
      return {
        status: 200,
        headers: HTML,
        body: bytesOf('<!doctype html><title>Sign in</title><h1>Welcome to the Wi-Fi</h1>'),
      };
  }
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };

function jsonAnswer(status: number, json: unknown, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: bytesOf(JSON.stringify(json)) };
}

function cut(response: WireResponse): WireResponse {
  const { body } = response;
  return { ...response, body: body.subarray(0, Math.max(1, Math.floor(body.length / 2))) };
}

/** Only the caller ends it. */
function endWith(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
