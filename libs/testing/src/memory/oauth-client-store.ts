import type { Clock, OAuthClient, OAuthClientStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

type Address = Parameters<OAuthClientStore['find']>[0];

/** Registrations with services in memory, with the promises of the real store. */
export class MemoryOAuthClientStore implements OAuthClientStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #clients = new Map<string, OAuthClient>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  find(address: Address): Promise<OAuthClient | undefined> {
    return atOnce(() => this.#clients.get(keyOf(address)));
  }

  save(client: Parameters<OAuthClientStore['save']>[0]): Promise<OAuthClient | 'changed'> {
    return atOnce(() => {
      const found = this.#clients.get(keyOf(client));
      const isNext = found === undefined ? client.version === 1 : isNextOf(found, client);
      if (!isNext) return 'changed';
      const saved = { ...client, updatedAtMs: this.#clock.nowMs() };
      this.#clients.set(keyOf(client), saved);
      return saved;
    });
  }

  remove(address: Address): Promise<boolean> {
    return atOnce(() => this.#clients.delete(keyOf(address)));
  }
}

const keyOf = ({ workspaceId, connector, authKind }: Address): string => `${workspaceId}\n${connector}\n${authKind}`;

const isNextOf = (before: OAuthClient, next: Pick<OAuthClient, 'id' | 'version'>): boolean =>
  before.id === next.id && before.version === next.version - 1;
