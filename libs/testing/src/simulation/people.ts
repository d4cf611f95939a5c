import type { ConnectorCall, Engine, TokenAnswer } from '@millrace/runtime';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Judge } from './judge.ts';
import type { Random } from './random.ts';
import { personPlan, type TaskEnd } from './task-script.ts';

interface Street {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly judge: Judge;
  readonly note: (line: string) => void;
  /** Any engine whose door is open, if one is. */
  readonly findDoor: () => Engine | undefined;
}

const MAX_ATTEMPTS = 60;
const AGAIN_MS = 1500;
const PATIENCE_MS = 15_000;

/** Those who are given tokens: they answer, twice, late or never, and try again where nobody hears them. */
export class People {
  readonly #street: Street;

  constructor(street: Street) {
    this.#street = street;
  }

  /** Somebody hears of a token. False: nobody does. */
  hear({ run: { path, attempt }, arguments: given }: ConnectorCall, salt: number): boolean {
    const plan = personPlan({ salt, path, attempt, arguments: given });
    if (plan === undefined) return false;
    const { token } = given as { readonly token: string };
    const { clock } = this.#street;
    for (const answer of plan.answers) clock.schedule(plan.afterMs, () => void this.#answer(token, answer, path));
    for (let atMs = plan.beatMs ?? Infinity; atMs < plan.afterMs; atMs += plan.beatMs ?? Infinity)
      clock.schedule(
        atMs,
        () =>
          void this.#street
            .findDoor()
            ?.beatToken(token)
            .catch(() => undefined),
      );
    return true;
  }

  async #answer(token: string, end: TaskEnd, path: string): Promise<void> {
    const { clock, judge, note, findDoor } = this.#street;
    const answer: TokenAnswer =
      end.kind === 'returned'
        ? { kind: 'returned', output: JSON.stringify(end.output) }
        : { kind: 'threw', error: end.error, cause: end.cause };
    const said = await insist(clock, () => findDoor()?.answerToken({ token, answer }));
    note(`somebody answers ${path}: ${said ?? 'unheard'}`);
    if (said === 'answered') judge.seeAnswered(token, JSON.stringify(answer));
  }
}

type Saying = Promise<{ readonly kind: string } | undefined>;

/** Asks until somebody has heard it, and returns what was said; undefined: nobody ever did. */
export async function insist(clock: VirtualClock, ask: () => Saying | undefined): Promise<string | undefined> {
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1) {
    const said = await listen(clock, ask());
    if (said !== undefined) return said;
    await new Promise<void>((resolve) => clock.schedule(AGAIN_MS, resolve));
  }
  return undefined;
}

/** Nobody waits for ever: a process that died does not even hang up. */
function listen(clock: VirtualClock, asked: Saying | undefined): Promise<string | undefined> {
  if (asked === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const stop = clock.schedule(PATIENCE_MS, () => resolve(undefined));
    const end = (said: string | undefined): void => {
      stop();
      resolve(said);
    };
    asked.then(
      (answer) => end(answer?.kind),
      () => end(undefined),
    );
  });
}
