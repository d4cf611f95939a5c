import { RetryableError, type HttpRequest } from '@millrace/connector-sdk';
import type { SendRequest } from '@millrace/connector-sdk/platform';
import {
  circuitBreaker,
  CircuitState,
  handleAll,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
  type IBreaker,
} from 'cockatiel';

/** Opens when so much of so many calls within so long has failed; then one call tries whether it is over. */
const FAILED_PART = 0.5;
const LEAST_CALLS = 20;
const SAMPLE_SECONDS = 30;
const OPEN_MS = 30_000;
/** More of them are forgotten, the longest unused first. */
const MAX_BREAKERS = 1000;

interface Kept {
  readonly policy: CircuitBreakerPolicy;
  openedAtMs: number;
}
/** What a service answered; a refusal is an answer too. */
type Answer =
  | { readonly kind: 'answered'; readonly response: Awaited<ReturnType<SendRequest>> }
  | { readonly kind: 'refused'; readonly cause: unknown };

/**
 * Leaves a service alone that fails most calls of a connection: what waits for it anyway would make it worse, and takes the turns
 * of calls that work. Each process sees its own calls.
 */
export class Breakers {
  readonly #kept = new Map<string, Kept>();

  /** The same way out, with a breaker for each host. `owner`: names the connection. */
  guard(owner: string, send: SendRequest): SendRequest {
    return async (request) => {
      const host = hostOf(request);
      const kept = this.#of(`${owner}\n${host}`);
      const answer = await this.#ask(kept, () => send(request), host);
      if (answer.kind === 'answered') return answer.response;
      throw answer.cause;
    };
  }

  async #ask(kept: Kept, send: () => ReturnType<SendRequest>, host: string): Promise<Answer> {
    try {
      return await kept.policy.execute(() => answerOf(send));
    } catch (cause) {
      if (!isBrokenCircuitError(cause)) throw cause;
      const retryAfterMs = Math.max(0, kept.openedAtMs + OPEN_MS - Date.now());
      throw new RetryableError(`${host} has failed most calls of the last ${SAMPLE_SECONDS} s, and is left alone.`, {
        ...{ cause, retryAfterMs, detail: { code: 'connection.circuit_open', host } },
      });
    }
  }

  #of(key: string): Kept {
    const found = this.#kept.get(key) ?? makeBreaker();
    // In the order of their last use.
    this.#kept.delete(key);
    this.#kept.set(key, found);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_BREAKERS && oldest !== undefined) this.#kept.delete(oldest);
    return found;
  }
}

function makeBreaker(): Kept {
  const policy = circuitBreaker(handleAll, { breaker: new RecentCalls(), halfOpenAfter: OPEN_MS });
  const kept: Kept = { policy, openedAtMs: 0 };
  policy.onBreak(() => {
    kept.openedAtMs = Date.now();
  });
  return kept;
}

const hostOf = ({ url }: HttpRequest): string => (URL.canParse(url) ? new URL(url).host : '');

async function answerOf(send: () => ReturnType<SendRequest>): Promise<Answer> {
  try {
    return { kind: 'answered', response: await send() };
  } catch (cause) {
    if (isOfService(cause)) throw cause;
    return { kind: 'refused', cause };
  }
}

/** What shows that a service is in trouble. Too many calls, wrong ones and refused credentials do not. */
function isOfService(cause: unknown): boolean {
  const { connectorFailure, errorName, isOutcomeUnknown } = cause as {
    readonly connectorFailure?: unknown;
    readonly errorName?: unknown;
    readonly isOutcomeUnknown?: unknown;
  };
  if (isOutcomeUnknown === true || errorName === 'States.Timeout') return true;
  return connectorFailure === 'retryable' && errorName !== 'Connector.RateLimited';
}

interface Second {
  readonly second: number;
  calls: number;
  failures: number;
}

/** Calls of the last seconds. By hand: the library's own forgets only as fast as new calls come, so that old failures add up. */
class RecentCalls implements IBreaker {
  readonly state = undefined;
  #seconds: Second[] = [];

  /** The call that tried whether it is over was good, or all is as usual. */
  success(state: CircuitState): void {
    if (state !== CircuitState.Closed) this.#seconds = [];
    this.#count(0);
  }

  /** Whether to leave it alone from now on. */
  failure(state: CircuitState): boolean {
    this.#count(1);
    if (state !== CircuitState.Closed) return true;
    const calls = this.#seconds.reduce((sum, second) => sum + second.calls, 0);
    const failures = this.#seconds.reduce((sum, second) => sum + second.failures, 0);
    return calls >= LEAST_CALLS && failures >= calls * FAILED_PART;
  }

  #count(failures: number): void {
    const second = Math.floor(Date.now() / 1000);
    this.#seconds = this.#seconds.filter((kept) => kept.second > second - SAMPLE_SECONDS);
    const last = this.#seconds.at(-1);
    const current = last?.second === second ? last : { second, calls: 0, failures: 0 };
    if (current !== last) this.#seconds.push(current);
    current.calls += 1;
    current.failures += failures;
  }
}
