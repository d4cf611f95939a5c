import type { Clock, PublisherKey, PublisherKeyStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface KeptKey extends PublisherKey {
  readonly workspaceId: string;
}

/** Publishers' keys in memory, with the promises of the real store. */
export class MemoryPublisherKeyStore implements PublisherKeyStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #keys = new Map<string, KeptKey>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  add(key: Parameters<PublisherKeyStore['add']>[0]): Promise<boolean> {
    return atOnce(() => {
      const id = idOf(key);
      if (this.#keys.has(id)) return false;
      this.#keys.set(id, { ...key, addedAtMs: this.#clock.nowMs() });
      return true;
    });
  }

  list(workspaceId: string): Promise<readonly PublisherKey[]> {
    return atOnce(() =>
      [...this.#keys.values()]
        .filter((key) => key.workspaceId === workspaceId)
        .map(({ workspaceId: _, ...key }) => key)
        .sort((left, right) => (left.keyId < right.keyId ? -1 : 1)),
    );
  }

  remove(key: Parameters<PublisherKeyStore['remove']>[0]): Promise<boolean> {
    return atOnce(() => this.#keys.delete(idOf(key)));
  }
}

const idOf = ({ workspaceId, keyId }: Pick<KeptKey, 'workspaceId' | 'keyId'>): string => `${workspaceId}\n${keyId}`;
