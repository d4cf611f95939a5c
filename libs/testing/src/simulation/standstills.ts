import type { ConnectorCall, HeldStepStore, TokenAnswer, TokenStore } from '@millrace/runtime';
import { intercept } from '../intercept.ts';
import type { RunFacts } from './run-ledger.ts';
import { readPauseState } from './standstill-script.ts';

/** A step that is held, as the store has it. */
export interface SeenHold {
  readonly runId: string;
  readonly path: string;
  readonly attempt: number;
  readonly error: string;
  readonly connection?: string;
  /** The call that has failed. */
  readonly call: ConnectorCall;
  readonly sinceMs: number;
  /** The one that counts. */
  decision?: TokenAnswer;
}
/** A pause as its action asked for it. */
interface SeenPause {
  readonly call: ConnectorCall;
  readonly untilMs?: number;
  /** What its callback is answered by. */
  readonly token?: string;
}
interface StandstillWorld {
  readonly nowMs: () => number;
  readonly object: (code: string, text: string) => void;
  readonly onHeld: (hold: SeenHold) => void;
}

/** Watches what stands still, and by what it goes on: each entry is made in the moment of the commit. */
export class Standstills {
  readonly holds = new Map<string, SeenHold>();
  readonly #world: StandstillWorld;
  readonly #callbacks = new Map<string, string>();
  readonly #pauses = new Map<number, SeenPause>();
  /** `<run> <path> <attempt>` -> the newest call. */
  readonly #calls = new Map<string, ConnectorCall>();
  /** `<run> <path>` -> the highest attempt that has begun. */
  readonly #attempts = new Map<string, number>();
  /** What went on after its callback, by token. */
  readonly #heard = new Set<string>();

  constructor(world: StandstillWorld) {
    this.#world = world;
  }

  get count(): number {
    return this.holds.size + this.#pauses.size;
  }

  watchTokens(store: TokenStore): TokenStore {
    return intercept(store, async ({ method, parameters: [first], proceed }) => {
      const answer = await proceed();
      if (method === 'open') this.#noteOpened(first as Opening, answer as Awaited<ReturnType<TokenStore['open']>>);
      if (method === 'answer')
        this.#noteAnswered(first as Answering, answer as Awaited<ReturnType<TokenStore['answer']>>);
      return answer;
    });
  }

  watchHeldSteps(store: HeldStepStore): HeldStepStore {
    return intercept(store, async ({ method, parameters: [first], proceed }) => {
      const answer = await proceed();
      if (method === 'decide') {
        const result = answer as Awaited<ReturnType<HeldStepStore['decide']>>;
        if (result.kind === 'decided') this.#decide(result.token, (first as { decision: TokenAnswer }).decision);
      }
      if (method === 'release')
        for (const { token } of answer as Awaited<ReturnType<HeldStepStore['release']>>)
          this.#decide(token, { kind: 'again' });
      return answer;
    });
  }

  #noteOpened(
    { lease: { runId }, token, attempt, held }: Opening,
    opened: { readonly token: string } | undefined,
  ): void {
    // The same one as before a crash is known.
    if (held === undefined || opened?.token !== token) return;
    const { path, error, connection } = held;
    const call = this.#calls.get(`${runId} ${path} ${attempt}`);
    if (call === undefined) {
      this.#world.object('held', `${runId}: ${path} is held, and nobody called it`);
      return;
    }
    const hold = {
      runId,
      path,
      attempt,
      error,
      call,
      sinceMs: this.#world.nowMs(),
      ...(connection === undefined ? {} : { connection }),
    };
    this.holds.set(token, hold);
    this.#world.onHeld(hold);
  }

  #noteAnswered({ token, answer }: Answering, { kind }: { readonly kind: string }): void {
    if (kind !== 'answered' || answer.kind !== 'returned') return;
    if (this.#callbacks.has(token)) this.#world.object('token-twice', `a callback is answered twice`);
    this.#callbacks.set(token, answer.output);
  }

  #decide(token: string, decision: TokenAnswer): void {
    const hold = this.holds.get(token);
    if (hold === undefined) this.#world.object('held', `what nobody holds is decided: ${decision.kind}`);
    else if (hold.decision !== undefined) this.#world.object('decided-twice', `${hold.runId}: ${hold.path}`);
    else hold.decision = decision;
  }

  /** Whoever is told that his decision counts has decided about what he saw. */
  seeDecided({ runId, path, attempt, decision, call }: SeenHold, told: TokenAnswer): void {
    if (JSON.stringify(decision) === JSON.stringify(told)) return;
    this.#world.object(
      'decided',
      `${runId}: told that ${path} ${attempt} of ${call.run.workflow} is ${told.kind}, but it is ${String(decision?.kind)}`,
    );
  }

  /** Returns what names the pause. */
  notePaused(pause: SeenPause): number {
    const nonce = this.#pauses.size;
    this.#pauses.set(nonce, pause);
    return nonce;
  }

  /** No attempt begins but by what was decided, and none goes on but with what it left and was told. */
  seeBegun(call: ConnectorCall, facts: RunFacts | undefined, isRetried: boolean): void {
    const { id, path, attempt } = call.run;
    const highest = this.#attempts.get(`${id} ${path}`) ?? 0;
    const objection =
      (call.resume === undefined ? undefined : this.#objectionToResuming(call, call.resume)) ??
      (facts === undefined || isRetried ? undefined : this.#objectionToAttempt(call, facts, highest));
    if (objection !== undefined) {
      const [code, why] = objection;
      this.#world.object(code, `${id} of ${call.run.workflow}: ${path} attempt ${attempt} ${why}`);
    }
    this.#calls.set(keyOf(call), call);
    this.#attempts.set(`${id} ${path}`, Math.max(highest, attempt));
  }

  /** A composite state around it that is tried again begins anew, under the same path: nothing is said of that. */
  #objectionToAttempt(
    { run: { id, path, attempt }, resume }: ConnectorCall,
    { isBegunAgain }: RunFacts,
    highest: number,
  ): [string, string] | undefined {
    if (resume !== undefined && attempt < highest && !isBegunAgain)
      return ['resumed-late', `goes on though attempt ${highest} has begun`];
    const hold = this.holdsOf(id).findLast((other) => other.path === path);
    if (hold === undefined) return undefined;
    if (attempt > hold.attempt) return objectionToNext(hold, attempt);
    // Those before it may be done again by whoever takes the run over.
    return attempt === hold.attempt ? ['held-again', 'begins again while it is held'] : undefined;
  }

  #objectionToResuming(
    { run }: ConnectorCall,
    resume: NonNullable<ConnectorCall['resume']>,
  ): [string, string] | undefined {
    const { nonce } = readPauseState(resume.state);
    const pause = this.#pauses.get(nonce);
    if (pause === undefined || keyOf(pause.call) !== keyOf({ run }))
      return ['resumed', `goes on with the state of ${pause === undefined ? 'nobody' : keyOf(pause.call)}`];
    const { untilMs = Infinity, token = '' } = pause;
    const told = this.#callbacks.get(token);
    const payload = resume.payload === undefined ? undefined : JSON.stringify(resume.payload);
    if (payload !== told) return ['callback', `goes on with ${String(payload)}, not with ${String(told)}`];
    if (payload !== undefined) this.#heard.add(token);
    const isEarly = payload === undefined && this.#world.nowMs() < untilMs;
    return isEarly ? ['resumed-early', 'goes on before its moment'] : undefined;
  }

  /** Whether the newest attempt at a place has ended by a decision: that is durable where it was given. */
  isDecided(runId: string, path: string): boolean {
    const hold = this.holdsOf(runId).findLast((other) => other.path === path);
    return hold?.decision !== undefined && (this.#attempts.get(`${runId} ${path}`) ?? 0) <= hold.attempt;
  }

  holdsOf(runId: string): readonly SeenHold[] {
    return [...this.holds.values()].filter((hold) => hold.runId === runId);
  }

  /** Pauses of a run whose callback was answered, and that did not go on. */
  unheardOf(runId: string): readonly { readonly path: string; readonly attempt: number }[] {
    return [...this.#pauses.values()].flatMap(({ call: { run }, token = '' }) =>
      run.id === runId && this.#callbacks.has(token) && !this.#heard.has(token) ? [run] : [],
    );
  }
}

/** What begins after an attempt that was held. */
function objectionToNext({ attempt: held, decision }: SeenHold, attempt: number): [string, string] | undefined {
  if (decision === undefined) return ['undecided', `begins though nobody has decided about ${held}`];
  // What is decided is an attempt of its own; one that follows may fail in a way that a rule takes.
  const least = held + (decision.kind === 'again' ? 1 : 2);
  const isMeant = decision.kind !== 'returned' && attempt >= least;
  return isMeant ? undefined : ['decided-otherwise', `begins though ${held} was decided: ${decision.kind}`];
}

const keyOf = ({ run: { id, path, attempt } }: Pick<ConnectorCall, 'run'>): string => `${id} ${path} ${attempt}`;

type Opening = Parameters<TokenStore['open']>[0];
type Answering = Parameters<TokenStore['answer']>[0];
