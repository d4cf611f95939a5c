import type { Clock, OAuthProgress, OAuthSignIn, OAuthStateStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

const KEPT_MS = 24 * 3_600_000;

interface Row extends OAuthSignIn {
  readonly stateHash: string;
  readonly sessionHash: string;
  readonly expiresAtMs: number;
  readonly isTaken: boolean;
  readonly outcome?: string;
}

/** Sign-ins under way in memory, with the promises of the real store. */
export class MemoryOAuthStateStore implements OAuthStateStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #rows = new Map<string, Row>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  begin({ lifeSeconds, ...signIn }: Parameters<OAuthStateStore['begin']>[0]): ReturnType<OAuthStateStore['begin']> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      for (const [id, row] of this.#rows) if (row.expiresAtMs < nowMs - KEPT_MS) this.#rows.delete(id);
      const expiresAtMs = nowMs + lifeSeconds * 1000;
      this.#rows.set(signIn.id, { ...signIn, expiresAtMs, isTaken: false });
      return { expiresAtMs };
    });
  }

  take({ stateHash, sessionHash }: Parameters<OAuthStateStore['take']>[0]): Promise<OAuthSignIn | undefined> {
    return atOnce(() => {
      const found = [...this.#rows.values()].find((row) => row.stateHash === stateHash);
      if (found?.sessionHash !== sessionHash || found.isTaken || this.#isOver(found)) return undefined;
      this.#rows.set(found.id, { ...found, isTaken: true });
      const { id, workspaceId, userId, sealed } = found;
      return { id, workspaceId, userId, sealed };
    });
  }

  finish({ id, outcome }: Parameters<OAuthStateStore['finish']>[0]): Promise<void> {
    return atOnce(() => {
      const found = this.#rows.get(id);
      if (found !== undefined) this.#rows.set(id, { ...found, outcome });
    });
  }

  find({ id, workspaceId, userId }: Parameters<OAuthStateStore['find']>[0]): Promise<OAuthProgress | undefined> {
    return atOnce(() => {
      const found = this.#rows.get(id);
      if (found?.workspaceId !== workspaceId || found.userId !== userId) return undefined;
      const { expiresAtMs, outcome } = found;
      return { expiresAtMs, isOver: this.#isOver(found), ...(outcome === undefined ? {} : { outcome }) };
    });
  }

  #isOver({ expiresAtMs }: Row): boolean {
    return this.#clock.nowMs() >= expiresAtMs;
  }
}
