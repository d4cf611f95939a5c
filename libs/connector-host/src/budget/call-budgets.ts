import { RetryableError, type HttpResponse, type RateLimit } from '@millrace/connector-sdk';
import { MAX_WAIT_INSIDE_MS, type RateTurn } from '@millrace/connector-sdk/platform';
import { spentForMs } from './spent-headers.ts';

/** Budgets that all processes share; the shape of the runtime's port. */
export interface SharedBudgets {
  take(request: {
    readonly key: string;
    readonly rate: Pick<RateLimit, 'requests' | 'perSeconds'>;
    readonly wanted: number;
  }): Promise<{ readonly granted: number; readonly waitMs: number }>;
  block(request: {
    readonly key: string;
    readonly rate: Pick<RateLimit, 'requests' | 'perSeconds'>;
    readonly forMs: number;
  }): Promise<void>;
  slow(request: { readonly key: string; readonly rate: Pick<RateLimit, 'requests' | 'perSeconds'> }): Promise<void>;
}

/** Whose turn it is to be given. */
export interface TurnRequest {
  /** Names the budget: a connector, or one of its connections. */
  readonly key: string;
  readonly limit: RateLimit;
  /** Calls that it takes; default 1. */
  readonly cost?: number;
  /** Those who share a budget have it by turns, whoever asks more often. */
  readonly workflow: string;
}
interface BudgetsOptions {
  readonly shared: SharedBudgets;
  readonly schedule: (delayMs: number, work: () => void) => () => void;
  readonly nowMs: () => number;
}

/** What is left of a grant is good for so long: then it may be another process's turn. */
const GRANT_MS = 1000;
const MAX_GRANT = 20;

/** Gives calls to services their turn. */
export class CallBudgets {
  readonly #options: BudgetsOptions;
  readonly #budgets = new Map<string, Budget>();

  constructor(options: BudgetsOptions) {
    this.#options = options;
  }

  /** The turns of one call of a connector. */
  turnFor({ key, limit, cost = 1, workflow }: TurnRequest): RateTurn {
    return async ({ signal }, send) => {
      const budget = this.#find(key, limit);
      await budget.acquire({ cost, workflow, signal });
      try {
        const answer = await send();
        budget.noteAnswer(answer as unknown as HttpResponse);
        return answer;
      } catch (cause) {
        budget.noteFailure(cause);
        throw cause;
      } finally {
        budget.release();
      }
    };
  }

  #find(key: string, limit: RateLimit): Budget {
    let found = this.#budgets.get(key);
    if (found === undefined) {
      found = new Budget(key, limit, { ...this.#options, onIdle: () => this.#budgets.delete(key) });
      this.#budgets.set(key, found);
    }
    return found;
  }
}

interface Waiter {
  readonly cost: number;
  readonly deadlineMs: number;
  readonly begin: () => void;
  readonly fail: (cause: Error) => void;
}

/** One budget as this process has it. */
class Budget {
  readonly #key: string;
  readonly #limit: RateLimit;
  readonly #options: BudgetsOptions & { readonly onIdle: () => void };
  /** By workflow, in the order in which they have their turn. */
  readonly #waiting = new Map<string, Waiter[]>();
  #granted = 0;
  #grantedAtMs = -Infinity;
  #active = 0;
  #isAsking = false;
  #cancelTimer: (() => void) | undefined;

  constructor(key: string, limit: RateLimit, options: BudgetsOptions & { readonly onIdle: () => void }) {
    this.#key = key;
    this.#limit = limit;
    this.#options = options;
  }

  acquire({ cost, workflow, signal }: { cost: number; workflow: string; signal: AbortSignal }): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const line = this.#waiting.get(workflow) ?? [];
      const leave = (): void => {
        signal.removeEventListener('abort', onAbort);
        const index = line.indexOf(waiter);
        if (index >= 0) line.splice(index, 1);
        if (line.length === 0) this.#waiting.delete(workflow);
      };
      const waiter: Waiter = {
        cost,
        deadlineMs: this.#options.nowMs() + MAX_WAIT_INSIDE_MS,
        begin: () => {
          leave();
          this.#active += 1;
          resolve();
        },
        fail: (cause) => {
          leave();
          reject(cause);
        },
      };
      const onAbort = (): void => {
        waiter.fail(signal.reason as Error);
        this.#forgetIfIdle();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      line.push(waiter);
      this.#waiting.set(workflow, line);
      this.#serve();
    });
  }

  release(): void {
    this.#active -= 1;
    this.#serve();
    this.#forgetIfIdle();
  }

  /** Services say how much is left: when nothing is, nobody need find out by a refusal. */
  noteAnswer({ headers }: HttpResponse): void {
    const forMs = spentForMs(headers, this.#options.nowMs());
    if (forMs !== undefined) this.#tell(this.#options.shared.block({ ...this.#address, forMs }));
  }

  noteFailure(cause: unknown): void {
    const { errorName, retryAfterMs } = cause as { readonly errorName?: unknown; readonly retryAfterMs?: number };
    if (errorName !== 'Connector.RateLimited') return;
    this.#granted = 0;
    const { shared } = this.#options;
    this.#tell(
      retryAfterMs === undefined
        ? shared.slow(this.#address)
        : shared.block({ ...this.#address, forMs: Math.max(0, retryAfterMs) }),
    );
  }

  get #address() {
    return { key: this.#key, rate: this.#limit };
  }

  /** The next grant knows it all the same, from the service. */
  #tell(told: Promise<void>): void {
    void told.catch(() => undefined);
  }

  #serve(): void {
    if (this.#options.nowMs() - this.#grantedAtMs > GRANT_MS) this.#granted = 0;
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      const [workflow, [next]] = first;
      if (next === undefined || this.#active >= (this.#limit.concurrent ?? Infinity)) return;
      if (next.cost > this.#granted) {
        this.#ask(next.cost);
        return;
      }
      this.#granted -= next.cost;
      next.begin();
      this.#letOthersGo(workflow);
    }
  }

  /** Who has had a turn is last. */
  #letOthersGo(workflow: string): void {
    const line = this.#waiting.get(workflow);
    if (line === undefined) return;
    this.#waiting.delete(workflow);
    this.#waiting.set(workflow, line);
  }

  #ask(cost: number): void {
    if (this.#isAsking || this.#cancelTimer !== undefined) return;
    this.#isAsking = true;
    void this.#askShared(cost).finally(() => {
      this.#isAsking = false;
      if (this.#granted > 0) this.#serve();
      this.#forgetIfIdle();
    });
  }

  async #askShared(cost: number): Promise<void> {
    const { shared, nowMs } = this.#options;
    const perSecond = Math.ceil(this.#limit.requests / this.#limit.perSeconds);
    const wanted = Math.max(cost, Math.min(this.#count(), perSecond, MAX_GRANT));
    try {
      const { granted, waitMs } = await shared.take({ ...this.#address, wanted });
      this.#granted += granted;
      this.#grantedAtMs = nowMs();
      if (this.#granted < cost) this.#waitFor(waitMs);
    } catch (cause) {
      for (const waiter of this.#everybody()) waiter.fail(cause as Error);
    }
  }

  /** Who would wait for longer than a call may is told at once: the engine parks the run. */
  #waitFor(waitMs: number): void {
    const { nowMs, schedule } = this.#options;
    const atMs = nowMs() + waitMs;
    for (const waiter of this.#everybody()) if (waiter.deadlineMs < atMs) waiter.fail(limited(waitMs));
    if (this.#waiting.size === 0) return;
    this.#cancelTimer = schedule(Math.max(1, waitMs), () => {
      this.#cancelTimer = undefined;
      this.#serve();
    });
  }

  #everybody(): readonly Waiter[] {
    return [...this.#waiting.values()].flat();
  }

  #count(): number {
    return this.#everybody().reduce((sum, { cost }) => sum + cost, 0);
  }

  #forgetIfIdle(): void {
    if (this.#active > 0 || this.#waiting.size > 0 || this.#isAsking) return;
    this.#cancelTimer?.();
    this.#options.onIdle();
  }
}

function limited(waitMs: number): RetryableError {
  return new RetryableError('The budget of calls of this connection is used up.', {
    name: 'Connector.RateLimited',
    retryAfterMs: waitMs,
    detail: { code: 'connection.budget_spent' },
  });
}
