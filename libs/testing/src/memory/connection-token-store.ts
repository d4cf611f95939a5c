import type { Clock, ConnectionToken, ConnectionTokenStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface Row {
  readonly version: number;
  readonly token?: ConnectionToken;
  readonly fence: number;
  readonly leaseUntilMs: number;
}

/** Tokens in memory, with the promises of the real store. */
export class MemoryConnectionTokenStore implements ConnectionTokenStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #rows = new Map<string, Row>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  find(connectionId: string): Promise<ConnectionToken | undefined> {
    return atOnce(() => this.#rows.get(connectionId)?.token);
  }

  takeLease({
    connectionId,
    leaseSeconds,
  }: Parameters<ConnectionTokenStore['takeLease']>[0]): ReturnType<ConnectionTokenStore['takeLease']> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      const row = this.#rows.get(connectionId) ?? { version: 0, fence: 0, leaseUntilMs: -Infinity };
      if (row.leaseUntilMs > nowMs) return undefined;
      const leased = { ...row, fence: row.fence + 1, leaseUntilMs: nowMs + leaseSeconds * 1000 };
      this.#rows.set(connectionId, leased);
      return { fence: leased.fence, version: row.version, ...(row.token === undefined ? {} : { token: row.token }) };
    });
  }

  save({ connectionId, fence, token }: Parameters<ConnectionTokenStore['save']>[0]): Promise<boolean> {
    return atOnce(() => {
      const row = this.#rows.get(connectionId);
      if (row?.fence !== fence || row.version !== token.version - 1) return false;
      const kept = { ...token, obtainedAtMs: this.#clock.nowMs() };
      this.#rows.set(connectionId, { version: token.version, token: kept, fence, leaseUntilMs: -Infinity });
      return true;
    });
  }

  releaseLease({ connectionId, fence }: Parameters<ConnectionTokenStore['releaseLease']>[0]): Promise<void> {
    return atOnce(() => {
      const row = this.#rows.get(connectionId);
      if (row?.fence === fence) this.#rows.set(connectionId, { ...row, leaseUntilMs: -Infinity });
    });
  }
}
