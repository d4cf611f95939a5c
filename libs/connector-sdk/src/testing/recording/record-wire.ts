import type { Wire } from '../wire/wire.ts';
import { toRecordedRequest, toRecordedResponse, type RecordedExchange } from './exchange.ts';

/** A wire that keeps what goes over it. */
export function recordWire(
  wire: Wire,
  nowMs: () => number,
): { readonly wire: Wire; readonly exchanges: readonly RecordedExchange[] } {
  const exchanges: RecordedExchange[] = [];
  return {
    exchanges,
    wire: async (request, signal) => {
      const at = new Date(nowMs()).toISOString();
      const response = await wire(request, signal);
      exchanges.push({ at, request: toRecordedRequest(request), response: toRecordedResponse(response) });
      return response;
    },
  };
}
