import type { HttpRequest } from '@millrace/connector-sdk';
import type { Progress } from '@millrace/connector-sdk/platform';
import { CONNECT_TIMES, type TimedOptions } from '@millrace/security';
import type { Dispatcher } from 'undici';
import type { ExchangeWatch } from './http-exchange.ts';

/** How far the hop under way got. */
export class Hops {
  request: HttpRequest;
  host = '';
  wasSent = false;
  wasAnswered = false;

  constructor(request: HttpRequest) {
    this.request = request;
  }

  begin(request: HttpRequest, host: string): void {
    this.request = request;
    this.host = host;
    this.wasSent = false;
    this.wasAnswered = false;
  }

  get unanswered(): Progress {
    return { host: this.host, wasSent: this.wasSent && !this.wasAnswered };
  }
}

/**
 * Tells how far a request gets. undici starts one when its socket is connected, TLS included: before that nothing can have
 * taken effect. By hand, because undici's own decorator takes the final answer after a 103 (Early Hints) for a second one.
 */
export function noting(hops: Hops, watch: ExchangeWatch): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const timed: TimedOptions = { ...options, [CONNECT_TIMES]: watch.times };
    return dispatch(timed, {
      onRequestStart: (controller, context) => {
        hops.wasSent = true;
        watch.sent();
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (controller, status, ...head) => {
        // What comes before the answer is none (RFC 9110 §15.2).
        if (status >= 200) watch.answered(status);
        handler.onResponseStart?.(controller, status, ...head);
      },
      onResponseData: (controller, chunk) => {
        watch.received(chunk.length);
        handler.onResponseData?.(controller, chunk);
      },
      onResponseEnd: (...end) => {
        watch.ended();
        handler.onResponseEnd?.(...end);
      },
      onResponseError: (controller, cause) => {
        watch.failed(cause);
        handler.onResponseError?.(controller, cause);
      },
    });
  };
}
