import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { chanceOf } from '../fault-rules.ts';
import type { TaskEnd } from '../simulation/task-script.ts';
import type { ChaosClient, TokenAnswer } from './client.ts';
import type { HandedToken } from './downstream.ts';
import type { Ledger } from './ledger.ts';

const TRIES = 240;
const TRY_INTERVAL_MS = 500;
const AT_ONCE_SHARE = 0.35;
const SOON_SHARE = 0.6;
const TWICE_SHARE = 0.8;
const SOON_MS = [300, 2500] as const;
/** The run is parked by then. */
const LATE_MS = [6000, 9000] as const;

/**
 * Whoever got a token answers it: at once, even before the step has its own answer, soon, late, or twice at once with
 * different answers; and again until a door has said yes or no.
 */
export class TokenAnswerer {
  readonly #client: ChaosClient;
  readonly #ledger: Ledger;
  readonly #seed: number;
  readonly #open = new Set<Promise<void>>();
  #answers = 0;

  constructor(client: ChaosClient, ledger: Ledger, seed: number) {
    this.#client = client;
    this.#ledger = ledger;
    this.#seed = seed;
  }

  /** Returns at once. A token that comes again, because its step was called again, is answered again. */
  answer(handed: HandedToken): void {
    if (handed.person !== undefined) {
      const { answer, afterMs } = handed.person;
      this.#keep(this.#answer(handed, { name: 'as planned', answer: toAnswer(answer), waitMs: afterMs }));
      return;
    }
    const chance = chanceOf(this.#seed, handed.id, this.#answers, 'token');
    const isTwice = chance >= SOON_SHARE && chance < TWICE_SHARE;
    for (let count = isTwice ? 2 : 1; count > 0; count -= 1) {
      this.#answers += 1;
      const name = `answer-${this.#answers}`;
      this.#keep(this.#answer(handed, { name, answer: { output: name }, waitMs: waitOf(chance) }));
    }
  }

  #keep(work: Promise<void>): void {
    const answering = work.finally(() => this.#open.delete(answering));
    this.#open.add(answering);
  }

  async #answer(
    { token, id, runId }: HandedToken,
    { name, answer, waitMs }: { readonly name: string; readonly answer: TokenAnswer; readonly waitMs: number },
  ): Promise<void> {
    const hash = createHash('sha256').update(token).digest('hex').slice(0, 12);
    await delay(waitMs);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const result = await this.#client.answer(token, answer);
      this.#ledger.noteAnswer({ id, runId, token: hash, value: name, ...result });
      if (result.became !== 'unknown') return;
      await delay(TRY_INTERVAL_MS);
    }
  }

  /** Resolves when nothing is left to be answered. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }
}

const toAnswer = (end: TaskEnd): TokenAnswer =>
  end.kind === 'returned' ? { output: end.output } : { error: end.error, cause: end.cause };

function waitOf(chance: number): number {
  if (chance < AT_ONCE_SHARE) return 0;
  // What is left of the chance spreads the times.
  const spread = (chance * 1000) % 1;
  const [from, to] = chance < TWICE_SHARE ? SOON_MS : LATE_MS;
  return Math.round(from + (to - from) * spread);
}
