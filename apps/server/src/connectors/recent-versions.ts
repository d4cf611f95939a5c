import type { ConnectorVersion } from '@millrace/runtime';

interface Kept<Version> {
  readonly version: Version;
  readonly characters: number;
}
export interface RecentLimits {
  readonly versions: number;
  /** Of all manifests, as JSON: in memory they take some times as much. */
  readonly characters: number;
}

/** Versions of connectors, ready for what they are kept for: those that were asked for last, as far as there is room. */
export class RecentVersions<Version> {
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept<Version>>();
  readonly #limits: RecentLimits;
  readonly #onLeft: (key: string) => void;
  #characters = 0;

  /** `onLeft`: whoever else holds it must not do so any longer. */
  constructor(limits: RecentLimits, onLeft: (key: string) => void = () => undefined) {
    this.#limits = limits;
    this.#onLeft = onLeft;
  }

  find(key: string): Version | undefined {
    const found = this.#kept.get(key);
    if (found === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.version;
  }

  /** The one that has come last stays, however large it is. */
  add(key: string, kept: Kept<Version>): void {
    this.remove(key);
    for (const oldest of this.#kept.keys()) {
      const isRoom = this.#kept.size < this.#limits.versions;
      if (isRoom && this.#characters + kept.characters <= this.#limits.characters) break;
      this.remove(oldest);
      this.#onLeft(oldest);
    }
    this.#kept.set(key, kept);
    this.#characters += kept.characters;
  }

  remove(key: string): void {
    this.#characters -= this.#kept.get(key)?.characters ?? 0;
    this.#kept.delete(key);
  }
}

/** What never changes about a version: another hash is another draft of the same number. */
export const versionKeyOf = (of: Pick<ConnectorVersion, 'workspaceId' | 'name' | 'version' | 'sha512'>): string =>
  [of.workspaceId, of.name, of.version, of.sha512].join('\n');
