import { Inject, Injectable } from '@nestjs/common';
import type { LiveRollouts } from '@millrace/runtime';
import { LiveHooks } from '../hooks/live-hooks.ts';
import { LIVE_ROLLOUTS } from '../platform/tokens.ts';
import { WorkflowWatch } from '../workflow-events/workflow-watch.ts';

/** What starts workflows is other than before: what this process remembers of it is asked for anew. */
@Injectable()
export class LiveChanges {
  constructor(
    private readonly hooks: LiveHooks,
    @Inject(LIVE_ROLLOUTS) private readonly rollouts: Pick<LiveRollouts, 'forget'>,
    private readonly watch: WorkflowWatch,
  ) {}

  note(): void {
    this.hooks.forget();
    this.rollouts.forget();
    this.watch.lookSoon();
  }
}
