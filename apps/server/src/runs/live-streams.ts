import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@millrace/runtime';
import { SessionWatch } from '../auth/session-watch.ts';
import type { Caller } from '../http/access.decorator.ts';
import { SHUTDOWN } from '../platform/tokens.ts';
import { EVENT_STREAM_TYPE, openEventStream, type EventStream } from './event-stream.ts';
import { StreamPlaces } from './stream-places.ts';

/** Streams that live longer than a request: they end with the session, the shutdown, or a reader that does not keep up. */
@Injectable()
export class LiveStreams {
  private readonly places = new StreamPlaces();

  constructor(
    @Inject(SHUTDOWN) private readonly shutdown: AbortSignal,
    private readonly watch: SessionWatch,
  ) {}

  /** `subscribe` sends what happens, and returns how to stop. Asked by HEAD there is only a type. */
  open(
    { actor, request, reply }: Caller,
    {
      isStill,
      subscribe,
    }: { readonly isStill: (now: Actor) => boolean; readonly subscribe: (stream: EventStream) => () => void },
  ): void {
    if (request.method === 'HEAD') {
      reply.header('content-type', EVENT_STREAM_TYPE);
      return;
    }
    const release = this.places.take(actor.userId);
    const stream = openEventStream(reply);
    const unsubscribe = subscribe(stream);
    const close = (): void => stream.close();
    // With other rights the reader must begin anew: what it may see has changed.
    const unwatch = this.watch.watch(request, {
      isStill: (now) => now.workspace.id === actor.workspace.id && isStill(now),
      end: close,
    });
    this.shutdown.addEventListener('abort', close);
    if (this.shutdown.aborted) close();
    stream.onClose(() => {
      this.shutdown.removeEventListener('abort', close);
      unsubscribe();
      unwatch();
      release();
    });
  }
}
