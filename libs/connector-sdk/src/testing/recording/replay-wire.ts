import { bytesOf, type Wire, type WireRequest } from '../wire/wire.ts';
import { toRecordedRequest, toWireResponse, type RecordedExchange, type RecordedRequest } from './exchange.ts';
import { differenceOf, keyOf } from './recording-difference.ts';
import { scrubRequest, type Confidences } from './scrub.ts';

/** A wire on which recorded answers come, in order for equal requests. */
export interface ReplayWire {
  readonly wire: Wire;
  /** Requests that nobody has recorded, a text each: the nearest one and what differs. */
  readonly misses: readonly string[];
}

/** Plays a recording. */
export function replayWire(exchanges: readonly RecordedExchange[], confidences: () => Confidences): ReplayWire {
  const misses: string[] = [];
  const left = [...exchanges];
  const wire: Wire = (wired: WireRequest) => {
    const asked = scrubRequest(toRecordedRequest(wired), confidences());
    const key = keyOf(asked);
    const index = left.findIndex(({ request }) => keyOf(request) === key);
    const [found] = index < 0 ? [] : left.splice(index, 1);
    if (found !== undefined) return Promise.resolve(toWireResponse(found.response));
    misses.push(tellMiss(asked, exchanges));
    // An answer that no connector takes for a good one; the miss itself is told at the end.
    return Promise.resolve({ status: 418, headers: {}, body: bytesOf('Nobody has recorded this request.') });
  };
  return { wire, misses };
}

function tellMiss(asked: RecordedRequest, exchanges: readonly RecordedExchange[]): string {
  const said = `Nobody has recorded ${asked.method} ${asked.url}`;
  const nearest = exchanges
    .map(({ request }) => ({ request, difference: differenceOf(request, asked) }))
    .sort((one, other) => one.difference.length - other.difference.length)[0];
  if (nearest === undefined) return `${said}: the recording is empty.`;
  if (nearest.difference.length === 0) return `${said} so often: the recording has it fewer times.`;
  const { method, url } = nearest.request;
  return [`${said}. The nearest is ${method} ${url}:`, ...nearest.difference.map((line) => `  ${line}`)].join('\n');
}
