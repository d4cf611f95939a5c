import { deferred } from './deferred.ts';

/** `known`: came while the run slept. `arrived`: came since. `asked`: somebody has asked since. `heard`: and has the answer. */
type SourceState = 'known' | 'arrived' | 'asked' | 'heard';

/**
 * What came that the threads of a run wait for, by its source: a run that has ended, a token that was answered. Who executes
 * a run that slept is told what came meanwhile: nothing else needs to be asked for, once who waits for it has asked.
 */
export class AnswerSignal {
  #waiting: ReturnType<typeof deferred<undefined>> | undefined;
  #isUnheard = false;
  readonly #states = new Map<string, SourceState>();
  /** What came before this execution is known. */
  readonly #isKnown: boolean;

  /** `known`: what came while the run slept. */
  constructor(known?: readonly string[]) {
    this.#isKnown = known !== undefined;
    for (const source of known ?? []) this.#states.set(source, 'known');
  }

  /** Whether one came in this execution that nobody has asked for since. Who waited for it may be gone. */
  get isUnasked(): boolean {
    for (const state of this.#states.values()) if (state === 'arrived') return true;
    return false;
  }

  /** Whether asking for it may be of use. `hasAsked`: who waits for it had asked before the run fell asleep. */
  mayBeThere(source: string, hasAsked: boolean): boolean {
    const state = this.#states.get(source);
    if (state === undefined) return !(this.#isKnown && hasAsked);
    return state === 'known' || state === 'arrived';
  }

  /** The store tells of each until it is known to be heard. */
  arrived(source: string): void {
    const state = this.#states.get(source);
    if (state === 'arrived' || state === 'heard') return;
    this.#states.set(source, 'arrived');
    if (this.#waiting === undefined) this.#isUnheard = true;
    this.#waiting?.resolve(undefined);
    this.#waiting = undefined;
  }

  /** It is waited for from now on. */
  noteCalled(source: string): void {
    if (!this.#states.has(source)) this.#states.set(source, 'asked');
  }

  /** Somebody asks for what came until now. */
  noteAsked(source: string): void {
    this.#states.set(source, 'asked');
  }

  /** Whoever asked has the answer. */
  noteHeard(source: string): void {
    this.#states.set(source, 'heard');
  }

  get heard(): readonly string[] {
    return [...this.#states].flatMap(([source, state]) => (state === 'heard' ? [source] : []));
  }

  /** The store does not tell of these any more. */
  forget(sources: readonly string[]): void {
    for (const source of sources) this.#states.delete(source);
  }

  async wait(): Promise<void> {
    if (this.#isUnheard) this.#isUnheard = false;
    else await (this.#waiting ??= deferred<undefined>()).promise;
  }
}
