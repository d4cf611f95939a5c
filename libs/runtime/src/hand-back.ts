import type { EnginePorts } from './engine-ports.ts';
import { RuntimeError } from './errors.ts';
import type { Lease } from './run.ts';

/**
 * Runs that this process holds and does not execute, because the store went away under them: it gives them back as soon as
 * the store answers. Otherwise their leases would have to run out, and whoever claims them then would count a process that
 * died: a database that is away five times would make crash loops of runs that never ended a process.
 */
export class HandBack {
  readonly #ports: EnginePorts;
  #leases: Lease[] = [];

  constructor(ports: EnginePorts) {
    this.#ports = ports;
  }

  add(lease: Lease): void {
    this.#leases.push(lease);
  }

  /** What is still to be given back; from now on it is the caller's business. */
  take(): readonly Lease[] {
    return this.#leases.splice(0);
  }

  /** Gives them back, or tries again with the next call; never rejects. What somebody else holds by now stays theirs. */
  async settle(): Promise<void> {
    const leases = this.take();
    if (leases.length === 0) return;
    try {
      await this.#ports.runs.release(leases);
    } catch (cause) {
      this.#leases.push(...leases);
      this.#ports.report({ kind: 'store.failed', what: 'hand back runs', cause });
    }
  }
}

/** Runs were claimed, and then the store went away before it could tell what they are: whoever asked holds their leases. */
export class UnreadClaims extends Error {
  readonly leases: readonly Lease[];

  constructor(leases: readonly Lease[], cause: unknown) {
    super('Runs were claimed and could not be read.', { cause });
    this.leases = leases;
  }
}

/** Whether the store was away. What it refused, it would refuse the next process too: that counts as a loss. */
export function isOutage(cause: unknown): boolean {
  return cause instanceof RuntimeError && cause.detail.isOutage === true;
}
