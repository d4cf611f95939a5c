import { Inject, Injectable } from '@nestjs/common';
import type { RunFeed, RunFeedEvent, RunStore } from '@millrace/runtime';
import type { Caller } from '../http/access.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import { RUN_FEED, RUN_STORE } from '../platform/tokens.ts';
import { LiveStreams } from './live-streams.ts';
import { noSuchRun } from './runs.service.ts';
import { toRunEventDto } from './steps.dto.ts';

/** Live streams of what happens to runs. */
@Injectable()
export class RunEventsService {
  private readonly printed = { whole: new WeakMap<RunFeedEvent, string>(), bare: new WeakMap<RunFeedEvent, string>() };

  constructor(
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(RUN_FEED) private readonly feed: RunFeed,
    private readonly streams: LiveStreams,
  ) {}

  /** Streams one run, or all of the workspace but tests: whoever follows one of these, does so by its id. */
  async follow(caller: Caller, runId?: string): Promise<void> {
    const workspaceId = caller.actor.workspace.id;
    if (runId !== undefined && (await this.runs.find({ workspaceId, runId })) === undefined) throw noSuchRun(runId);
    const withPayloads = mayDo(caller.actor, 'run.read_payload');
    const filter = { workspaceId, ...(runId === undefined ? {} : { runId }) };
    this.streams.open(caller, {
      isStill: (now) => mayDo(now, 'run.read') && mayDo(now, 'run.read_payload') === withPayloads,
      subscribe: (stream) =>
        this.feed.subscribe(filter, (event) => {
          if (runId === undefined && event.isTest === true) return;
          stream.send(event.kind, () => this.print(event, withPayloads));
        }),
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
