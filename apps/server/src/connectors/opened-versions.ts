import type { InstalledConnector } from '@millrace/connector-host';

interface Opened {
  readonly opening: Promise<InstalledConnector>;
  readonly characters: number;
}
interface Limits {
  readonly versions: number;
  /** Of all manifests, as JSON: in memory they take some times as much. */
  readonly characters: number;
}
const DEFAULT_LIMITS: Limits = { versions: 200, characters: 96 * 1024 * 1024 };

/** Versions that are ready to be called: those that were called last, as far as there is room. */
export class OpenedVersions {
  /** In the order of their last use. */
  readonly #opened = new Map<string, Opened>();
  readonly #limits: Limits;
  readonly #onLeft: (key: string) => void;
  #characters = 0;

  /** `onLeft`: whoever else holds it must not do so any longer. */
  constructor(onLeft: (key: string) => void, limits: Limits = DEFAULT_LIMITS) {
    this.#onLeft = onLeft;
    this.#limits = limits;
  }

  find(key: string): Promise<InstalledConnector> | undefined {
    const found = this.#opened.get(key);
    if (found === undefined) return undefined;
    this.#opened.delete(key);
    this.#opened.set(key, found);
    return found.opening;
  }

  /** The one that has come last stays, however large it is. */
  add(key: string, opened: Opened): void {
    this.remove(key);
    for (const oldest of this.#opened.keys()) {
      const isRoom = this.#opened.size < this.#limits.versions;
      if (isRoom && this.#characters + opened.characters <= this.#limits.characters) break;
      this.remove(oldest);
      this.#onLeft(oldest);
    }
    this.#opened.set(key, opened);
    this.#characters += opened.characters;
  }

  remove(key: string): void {
    this.#characters -= this.#opened.get(key)?.characters ?? 0;
    this.#opened.delete(key);
  }
}
