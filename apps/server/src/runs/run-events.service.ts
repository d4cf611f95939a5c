import { Inject, Injectable } from '@nestjs/common';
import type { RunFeed, RunFeedEvent, RunStore } from '@millrace/runtime';
import { SessionWatch } from '../auth/session-watch.ts';
import type { Caller } from '../http/access.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import { RUN_FEED, RUN_STORE, SHUTDOWN } from '../platform/tokens.ts';
import { EVENT_STREAM_TYPE, openEventStream } from './event-stream.ts';
import { noSuchRun } from './runs.service.ts';
import { toRunEventDto } from './steps.dto.ts';
import { StreamPlaces } from './stream-places.ts';

/** Live streams of what happens to runs. They end with the session, the shutdown, or a reader that does not keep up. */
@Injectable()
export class RunEventsService {
  private readonly places = new StreamPlaces();
  private readonly printed = { whole: new WeakMap<RunFeedEvent, string>(), bare: new WeakMap<RunFeedEvent, string>() };

  constructor(
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(RUN_FEED) private readonly feed: RunFeed,
    @Inject(SHUTDOWN) private readonly shutdown: AbortSignal,
    private readonly watch: SessionWatch,
  ) {}

  /** Streams one run, or all of the workspace. */
  async follow({ actor, request, reply }: Caller, runId?: string): Promise<void> {
    const workspaceId = actor.workspace.id;
    if (runId !== undefined && (await this.runs.find({ workspaceId, runId })) === undefined) throw noSuchRun(runId);
    if (request.method === 'HEAD') {
      reply.header('content-type', EVENT_STREAM_TYPE);
      return;
    }
    const release = this.places.take(actor.userId);
    const withPayloads = mayDo(actor, 'run.read_payload');
    const stream = openEventStream(reply);
    const filter = { workspaceId, ...(runId === undefined ? {} : { runId }) };
    const unsubscribe = this.feed.subscribe(filter, (event) => {
      stream.send(event.kind, () => this.print(event, withPayloads));
    });
    const unwatch = this.watch.watch(request, {
      // With other rights the reader must begin anew: what it may see has changed.
      isStill: (now) =>
        now.workspace.id === workspaceId && mayDo(now, 'run.read') && mayDo(now, 'run.read_payload') === withPayloads,
      end: () => stream.close(),
    });
    const close = (): void => stream.close();
    this.shutdown.addEventListener('abort', close);
    if (this.shutdown.aborted) close();
    stream.onClose(() => {
      this.shutdown.removeEventListener('abort', close);
      unsubscribe();
      unwatch();
      release();
    });
  }

  /** Once for all streams that may see the same of it. */
  private print(event: RunFeedEvent, withPayloads: boolean): string {
    const known = this.printed[withPayloads ? 'whole' : 'bare'];
    const text = known.get(event) ?? JSON.stringify(toRunEventDto(event, { withPayloads }));
    known.set(event, text);
    return text;
  }
}
