import { createHash } from 'node:crypto';
import type { ObtainedToken } from '@millrace/connector-host';
import { RetryableError } from '@millrace/connector-sdk';
import type { Clock, ConnectionToken, ConnectionTokenStore, TokenLease } from '@millrace/runtime';

/** A token as calls need it. */
export interface HeldToken {
  readonly version: number;
  readonly secrets: Readonly<Record<string, string>>;
  readonly expiresAtMs?: number;
  readonly renewableUntilMs?: number;
  readonly obtainedAtMs: number;
  readonly scopes: readonly string[];
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
/** Renewed when so much of its life is over, and not all of them at the same moment. */
const DUE_PART = 0.8;
const JITTER_PART = 0.05;

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
    if (held !== undefined && !this.#isDue(held, owner)) return held;
    // While it still lasts nobody waits for whoever gets the next one.
    const fallback = held !== undefined && !this.#isOver(held) ? held : undefined;
    return this.#renewOnce(owner, (found) => !this.#isDue(found, owner), fallback);
  }

  /** The one that is there, whether the service still takes it or not. */
  held(owner: TokenPlaceOwner): Promise<HeldToken | undefined> {
    return this.#read(owner);
  }

  /** The one that is there, as long as it lasts; nobody is asked. */
  async lasting(owner: TokenPlaceOwner): Promise<HeldToken | undefined> {
    const held = await this.#read(owner);
    return held === undefined || this.#isOver(held) ? undefined : held;
  }

  /** Keeps one that a person has brought, instead of what there was. */
  async adopt(owner: TokenPlaceOwner, obtained: ObtainedToken): Promise<HeldToken> {
    return this.#renew({ ...owner, obtain: () => Promise.resolve(obtained) }, () => false, undefined);
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
      return await this.#save(lease, owner, keepingOf(obtained, current));
    } catch (cause) {
      // Read before somebody else may get one: what the service refused is told from what it gave since.
      const theirs = await this.#read(owner);
      await this.#parts.tokens.releaseLease({ connectionId, fence });
      if (theirs !== undefined && theirs.version > lease.version) return theirs;
      const { connectorFailure } = cause as { readonly connectorFailure?: unknown };
      // What still lasts is good enough as long as the service cannot be asked.
      if (connectorFailure === 'retryable' && fallback !== undefined) return fallback;
      throw cause;
    }
  }

  async #save({ fence, version: before }: TokenLease, owner: TokenOwner, obtained: KeptToken): Promise<HeldToken> {
    const { workspaceId, connectionId } = owner;
    const version = before + 1;
    const { secrets, ...lasting } = obtained;
    const sealed = this.#parts.seal({ workspaceId, connectionId, version }, secrets);
    const isSaved = await this.#parts.tokens.save({
      ...{ connectionId, fence },
      token: { version, sealed, ...lasting },
    });
    if (isSaved) return { version, secrets, obtainedAtMs: this.#parts.clock.nowMs(), ...lasting };
    // Somebody else was faster than our lease, or the fields are others now: theirs counts.
    const theirs = await this.#read(owner);
    if (theirs !== undefined && theirs.version > before) return theirs;
    throw new RetryableError('The connection was changed while it got a new token.');
  }

  async #read(owner: TokenPlaceOwner): Promise<HeldToken | undefined> {
    const token = await this.#parts.tokens.find(owner.connectionId);
    return token === undefined ? undefined : this.#open(owner, token);
  }

  #open({ workspaceId, connectionId }: TokenPlaceOwner, { sealed, ...token }: ConnectionToken): HeldToken {
    const secrets = this.#parts.open({ workspaceId, connectionId, version: token.version }, sealed);
    return { ...token, secrets };
  }

  #isDue({ version, expiresAtMs, obtainedAtMs }: HeldToken, { connectionId }: TokenPlaceOwner): boolean {
    if (expiresAtMs === undefined) return false;
    const part = DUE_PART + jitterOf(`${connectionId}:${version}`);
    return this.#parts.clock.nowMs() >= obtainedAtMs + (expiresAtMs - obtainedAtMs) * part;
  }

  #isOver({ expiresAtMs = Infinity }: HeldToken): boolean {
    return this.#parts.clock.nowMs() >= expiresAtMs;
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.schedule(LOOK_INTERVAL_MS, resolve));
  }
}

/** What is said of the new one and what is not, which is as before. */
function keepingOf({ scopes, renewableUntilMs, ...obtained }: ObtainedToken, before: HeldToken | undefined): KeptToken {
  const untilMs = renewableUntilMs ?? before?.renewableUntilMs;
  return {
    ...obtained,
    scopes: scopes ?? before?.scopes ?? [],
    ...(untilMs === undefined ? {} : { renewableUntilMs: untilMs }),
  };
}
type KeptToken = Omit<HeldToken, 'version' | 'obtainedAtMs'>;

/** The same in all processes, so that none of them is always the first. */
const jitterOf = (key: string): number =>
  (createHash('sha256').update(key).digest().readUInt16BE() / 0xffff) * JITTER_PART;

type TokenPlaceOwner = Omit<TokenOwner, 'obtain'>;
type IsGood = (token: HeldToken) => boolean;
