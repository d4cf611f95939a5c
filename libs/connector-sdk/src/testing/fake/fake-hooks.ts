import type { JsonValue } from '../../json.ts';

/** A subscription as a fake keeps it. */
export interface FakeHook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** What was asked for. */
  readonly about: JsonValue;
  /** ISO 8601. */
  readonly expires_at?: string;
}

/** The subscriptions of a fake service: its routes add and remove them, the suite looks at them and takes them away. */
export class FakeHooks {
  readonly #hooks = new Map<string, FakeHook>();
  readonly #nowMs: () => number;
  readonly #lifetimeSeconds: number | undefined;
  #count = 0;

  constructor(nowMs: () => number, lifetimeSeconds: number | undefined) {
    this.#nowMs = nowMs;
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  /** Those whose time is not over. */
  get list(): readonly FakeHook[] {
    return [...this.#hooks.values()].filter(
      ({ expires_at }) => expires_at === undefined || Date.parse(expires_at) > this.#nowMs(),
    );
  }

  add({
    url,
    secret = '',
    about = null,
  }: {
    readonly url: string;
    readonly secret?: string;
    readonly about?: JsonValue;
  }): FakeHook {
    this.#count += 1;
    const hook = { id: `H-${this.#count}`, url, secret, about, ...this.#lifetime() };
    this.#hooks.set(hook.id, hook);
    return hook;
  }

  find(id: string): FakeHook | undefined {
    return this.list.find((hook) => hook.id === id);
  }

  /** Its time begins anew; undefined when there is none of the name. */
  extend(id: string): FakeHook | undefined {
    const hook = this.find(id);
    if (hook === undefined) return undefined;
    const extended = { ...hook, ...this.#lifetime() };
    this.#hooks.set(id, extended);
    return extended;
  }

  /** Whether there was one. */
  remove(id: string): boolean {
    return this.#hooks.delete(id);
  }

  #lifetime(): Pick<FakeHook, 'expires_at'> {
    if (this.#lifetimeSeconds === undefined) return {};
    return { expires_at: new Date(this.#nowMs() + this.#lifetimeSeconds * 1000).toISOString() };
  }
}
