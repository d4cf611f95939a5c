import type { ObtainedToken } from '@millrace/connector-host';
import { RetryableError } from '@millrace/connector-sdk';
import type { Clock, ConnectionToken, ConnectionTokenStore, TokenLease } from '@millrace/runtime';

/** A token as calls need it. */
export interface HeldToken {
  readonly version: number;
  readonly secrets: Readonly<Record<string, string>>;
  readonly expiresAtMs?: number;
  readonly obtainedAtMs: number;
}
/** A connection whose own fields are exchanged for something that lasts a while. */
export interface TokenOwner {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** Asks the service. `RetryableError`: later, perhaps; `PauseError`: a person must sign in again. */
  obtain(current: HeldToken | undefined): Promise<ObtainedToken>;
}

interface KeeperParts {
  readonly tokens: ConnectionTokenStore;
  readonly clock: Pick<Clock, 'nowMs' | 'schedule'>;
  /** Bound to workspace, connection and version. */
  seal(place: TokenPlace, secrets: Readonly<Record<string, string>>): Uint8Array;
  open(place: TokenPlace, sealed: Uint8Array): Readonly<Record<string, string>>;
}
export interface TokenPlace {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly version: number;
}

const LEASE_SECONDS = 30;
const LOOK_INTERVAL_MS = 250;
const PATIENCE_MS = 10_000;
/** Renewed when so much of its life is over. */
const DUE_PART = 0.8;

/**
 * Tokens of connections, of which one process at a time gets a new one: services that rotate refresh tokens take an old one that
 * comes twice for a theft, and end all of them. While the service is asked nothing is locked; who is slower than its lease saves
 * nothing.
 */
export class TokenKeeper {
  readonly #parts: KeeperParts;
  /** Of this process: calls that come meanwhile wait for the same answer. */
  readonly #renewing = new Map<string, Promise<HeldToken>>();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** One that the service takes. */
  async current(owner: TokenOwner): Promise<HeldToken> {
    const held = await this.#read(owner);
    if (held !== undefined && !this.#isDue(held)) return held;
    // While it still lasts nobody waits for whoever gets the next one.
    const fallback = held !== undefined && !this.#isOver(held) ? held : undefined;
    return this.#renewOnce(owner, (found) => !this.#isDue(found), fallback);
  }

  /** Another one than that of this version, which the service did not take. */
  async fresh(owner: TokenOwner, usedVersion: number): Promise<HeldToken> {
    const held = await this.#read(owner);
    if (held !== undefined && held.version > usedVersion) return held;
    return this.#renewOnce(owner, ({ version }) => version > usedVersion, undefined);
  }

  #renewOnce(owner: TokenOwner, isGood: IsGood, fallback: HeldToken | undefined): Promise<HeldToken> {
    const { connectionId } = owner;
    const underWay = this.#renewing.get(connectionId);
    if (underWay !== undefined) return fallback === undefined ? underWay : Promise.resolve(fallback);
    const renewing = this.#renew(owner, isGood, fallback).finally(() => this.#renewing.delete(connectionId));
    this.#renewing.set(connectionId, renewing);
    return renewing;
  }

  async #renew(owner: TokenOwner, isGood: IsGood, fallback: HeldToken | undefined): Promise<HeldToken> {
    const { connectionId } = owner;
    for (let waitedMs = 0; waitedMs <= PATIENCE_MS; waitedMs += LOOK_INTERVAL_MS) {
      const lease = await this.#parts.tokens.takeLease({ connectionId, leaseSeconds: LEASE_SECONDS });
      if (lease !== undefined) return this.#renewUnder(lease, owner, { isGood, fallback });
      if (fallback !== undefined) return fallback;
      await this.#wait();
      const found = await this.#read(owner);
      if (found !== undefined && isGood(found)) return found;
    }
    throw new RetryableError('Another process is getting a new token for this connection, and has not got it yet.', {
      retryAfterMs: PATIENCE_MS,
    });
  }

  async #renewUnder(
    lease: TokenLease,
    owner: TokenOwner,
    { isGood, fallback }: { readonly isGood: IsGood; readonly fallback: HeldToken | undefined },
  ): Promise<HeldToken> {
    const { connectionId } = owner;
    const { fence } = lease;
    const current = lease.token === undefined ? undefined : this.#open(owner, lease.token);
    if (current !== undefined && isGood(current)) {
      await this.#parts.tokens.releaseLease({ connectionId, fence });
      return current;
    }
    try {
      const obtained = await owner.obtain(current);
      return await this.#save(lease, owner, obtained);
    } catch (cause) {
      await this.#parts.tokens.releaseLease({ connectionId, fence });
      const { connectorFailure } = cause as { readonly connectorFailure?: unknown };
      // What still lasts is good enough as long as the service cannot be asked.
      if (connectorFailure === 'retryable' && fallback !== undefined) return fallback;
      throw cause;
    }
  }

  async #save({ fence, version: before }: TokenLease, owner: TokenOwner, obtained: ObtainedToken): Promise<HeldToken> {
    const { workspaceId, connectionId } = owner;
    const version = before + 1;
    const { secrets, expiresAtMs, scopes } = obtained;
    const sealed = this.#parts.seal({ workspaceId, connectionId, version }, secrets);
    const lasting = expiresAtMs === undefined ? {} : { expiresAtMs };
    const isSaved = await this.#parts.tokens.save({
      ...{ connectionId, fence },
      token: { version, sealed, scopes, ...lasting },
    });
    if (isSaved) return { version, secrets, obtainedAtMs: this.#parts.clock.nowMs(), ...lasting };
    // Somebody else was faster than our lease, or the fields are others now: theirs counts.
    const theirs = await this.#read(owner);
    if (theirs !== undefined && theirs.version > before) return theirs;
    throw new RetryableError('The connection was changed while it got a new token.');
  }

  async #read(owner: TokenOwner): Promise<HeldToken | undefined> {
    const token = await this.#parts.tokens.find(owner.connectionId);
    return token === undefined ? undefined : this.#open(owner, token);
  }

  #open({ workspaceId, connectionId }: TokenOwner, token: ConnectionToken): HeldToken {
    const { version, sealed, expiresAtMs, obtainedAtMs } = token;
    const secrets = this.#parts.open({ workspaceId, connectionId, version }, sealed);
    return { version, secrets, obtainedAtMs, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) };
  }

  #isDue({ expiresAtMs, obtainedAtMs }: HeldToken): boolean {
    if (expiresAtMs === undefined) return false;
    return this.#parts.clock.nowMs() >= obtainedAtMs + (expiresAtMs - obtainedAtMs) * DUE_PART;
  }

  #isOver({ expiresAtMs = Infinity }: HeldToken): boolean {
    return this.#parts.clock.nowMs() >= expiresAtMs;
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.schedule(LOOK_INTERVAL_MS, resolve));
  }
}

type IsGood = (token: HeldToken) => boolean;
