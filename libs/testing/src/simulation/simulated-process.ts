import { RuntimeError, type Clock } from '@millrace/runtime';
import { intercept, type Fault } from '../intercept.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Random } from './random.ts';

/** How often what goes wrong with a call of a port. */
export interface FaultRates {
  readonly crash: number;
  readonly refuse: number;
  readonly loseAnswer: number;
  readonly delay: number;
  readonly pause: number;
}
/** What a simulated world has that all processes share. */
export interface SimulatedMedium {
  readonly clock: VirtualClock;
  readonly random: Random;
  /** Faults that may happen now; none once the world heals. */
  rates(): FaultRates;
  /** Writes a line of the history. */
  note(line: string): void;
}

const NEVER = new Promise<never>(() => undefined);
export const MAX_DELAY_MS = 3000;
const MAX_PAUSE_MS = 25_000;

const LOOKS: ReadonlySet<string> = new Set(['claimDue', 'findSignals', 'findNews', 'findWaiting', 'fireDue', 'admit']);

/** Looks for work are most of the calls and the least of the risk. */
function ratesFor(name: string, rates: FaultRates): FaultRates {
  if (!LOOKS.has(name)) return rates;
  return { ...rates, crash: rates.crash / 5, refuse: rates.refuse / 5, loseAnswer: rates.loseAnswer / 5 };
}

/** A process that may die or stand still at every call, and whose calls and answers may be late or lost. */
export class SimulatedProcess {
  readonly name: string;
  readonly #medium: SimulatedMedium;
  readonly #onDeath: () => void;
  /** Whoever would notice that a process is gone. */
  readonly #connected = new Set<(cause: Error) => void>();
  #isAlive = true;
  #pausedUntilMs = 0;

  constructor(name: string, medium: SimulatedMedium, onDeath: () => void) {
    this.name = name;
    this.#medium = medium;
    this.#onDeath = onDeath;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** When it last stood still, until then: epoch milliseconds. */
  get runningSinceMs(): number {
    const { clock } = this.#medium;
    return clock.nowMs() - clock.monotonicMs() + this.#pausedUntilMs;
  }

  /** As kill -9. */
  die(why: string): void {
    if (!this.#isAlive) return;
    this.#medium.note(`${this.name} dies: ${why}`);
    this.#isAlive = false;
    for (const hangUp of this.#connected) hangUp(new RuntimeError('store.unavailable', `${this.name} is gone`));
    this.#onDeath();
  }

  /** What others wait for on a connection that ends with this process. */
  async connected<T>(work: Promise<T>): Promise<T> {
    let hangUp: (cause: Error) => void = () => undefined;
    const gone = new Promise<never>((_, reject) => (hangUp = reject));
    this.#connected.add(hangUp);
    try {
      return await Promise.race([work, gone]);
    } finally {
      this.#connected.delete(hangUp);
    }
  }

  /** A port as this process sees it. For ports whose methods all return promises. */
  view<T extends object>(port: T): T {
    return intercept(port, ({ method, proceed }) => this.call(method, proceed, { mayFail: true }));
  }

  /** Something that is asked of the outside: it may be late, the process may die around it, and it may fail if it may. */
  async call<T>(name: string, proceed: () => Promise<T>, { mayFail }: { readonly mayFail: boolean }): Promise<T> {
    const { random } = this.#medium;
    const rates = ratesFor(name, this.#medium.rates());
    this.#pauseSometimes(rates);
    if (random.chance(rates.crash)) this.die(`before ${name}`);
    if (!this.#isAlive) return NEVER;
    const fault = mayFail ? this.#faultOf(name, rates) : undefined;
    await this.#travel();
    const [answer] = fault === 'refused' ? [] : await Promise.allSettled([proceed()]);
    if (random.chance(rates.crash)) this.die(`after ${name}`);
    await this.#travel();
    await this.#whenRunning();
    if (fault !== undefined || answer === undefined)
      throw new RuntimeError('store.unavailable', `${name}: ${fault ?? 'lost'}`);
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }

  #faultOf(name: string, { refuse, loseAnswer }: FaultRates): Fault | undefined {
    const { random } = this.#medium;
    const fault = random.chance(refuse) ? 'refused' : random.chance(loseAnswer) ? 'answer_lost' : undefined;
    if (fault !== undefined) this.#medium.note(`${this.name} ${name}: ${fault}`);
    return fault;
  }

  #pauseSometimes({ pause }: FaultRates): void {
    const { random, clock } = this.#medium;
    if (!random.chance(pause)) return;
    const pauseMs = random.below(MAX_PAUSE_MS);
    this.#medium.note(`${this.name} stands still for ${pauseMs} ms`);
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, clock.monotonicMs() + pauseMs);
  }

  /** Goes on even when the sender has died: what is sent is sent. */
  async #travel(): Promise<void> {
    const { random, clock } = this.#medium;
    if (!random.chance(this.#medium.rates().delay)) return;
    const delayMs = random.below(MAX_DELAY_MS);
    await new Promise<void>((resolve) => clock.schedule(delayMs, resolve));
  }

  /** Resolves when this process can take notice, which the dead never do. */
  #whenRunning(): Promise<void> {
    return new Promise((resolve) => this.#deliver(resolve));
  }

  #deliver(callback: () => void): void {
    const { clock } = this.#medium;
    const waitMs = this.#pausedUntilMs - clock.monotonicMs();
    if (!this.#isAlive) return;
    if (waitMs <= 0) callback();
    else clock.schedule(waitMs, () => this.#deliver(callback));
  }

  /** Timers of the dead do not fire, and those of a process that stands still fire afterwards. */
  get clock(): Clock {
    const { clock } = this.#medium;
    return {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      schedule: (delayMs, callback) => {
        let isStopped = false;
        const stop = clock.schedule(delayMs, () =>
          this.#deliver(() => {
            if (!isStopped) callback();
          }),
        );
        return () => {
          isStopped = true;
          stop();
        };
      },
    };
  }
}
