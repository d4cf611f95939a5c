import { Inject, Injectable } from '@nestjs/common';
import type { Actor, Clock, IdentityStore } from '@millrace/runtime';
import type { FastifyRequest } from 'fastify';
import { CLOCK, IDENTITY_STORE } from '../platform/tokens.ts';
import { findActor } from './find-actor.ts';
import { Sessions } from './sessions.ts';

/** How late a change in another process, or an expiry, may be noticed. */
const CHECK_MS = 30_000;

interface Watched {
  readonly check: () => void;
}

/** Ends what lives longer than a request when the rights that it began with are gone. */
@Injectable()
export class SessionWatch {
  private readonly watched = new Set<Watched>();

  constructor(
    @Inject(IDENTITY_STORE) private readonly identity: IdentityStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly sessions: Sessions,
  ) {}

  /** Calls `end` once when the request's credentials no longer bring an actor that `isStill` accepts; returns how to stop. */
  watch(
    request: FastifyRequest,
    { isStill, end }: { readonly isStill: (actor: Actor) => boolean; readonly end: () => void },
  ): () => void {
    let cancel: () => void = () => undefined;
    const stop = (): void => {
      this.watched.delete(entry);
      cancel();
    };
    const look = async (): Promise<void> => {
      const actor = await findActor(request, { identity: this.identity, sessions: this.sessions });
      if (!this.watched.has(entry) || (actor !== undefined && isStill(actor))) return;
      stop();
      end();
    };
    const check = (): void => {
      cancel();
      // While the database is away nobody can tell: the next look will.
      void look()
        .catch(() => undefined)
        .finally(() => {
          if (this.watched.has(entry)) cancel = this.clock.schedule(CHECK_MS, check);
        });
    };
    const entry: Watched = { check };
    this.watched.add(entry);
    cancel = this.clock.schedule(CHECK_MS, check);
    return stop;
  }

  /** After a change of rights in this process: it counts at once. */
  checkAll(): void {
    for (const { check } of this.watched) check();
  }
}
