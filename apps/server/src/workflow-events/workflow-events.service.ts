import { Inject, Injectable } from '@nestjs/common';
import type { WorkflowStore } from '@millrace/runtime';
import type { Caller } from '../http/access.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import { LiveStreams } from '../runs/live-streams.ts';
import { noSuchWorkflow } from '../workflows/no-such-workflow.ts';
import { WorkflowWatch } from './workflow-watch.ts';

/** Live streams of what happens to workflows. */
@Injectable()
export class WorkflowEventsService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: Pick<WorkflowStore, 'find'>,
    private readonly watch: WorkflowWatch,
    private readonly streams: LiveStreams,
  ) {}

  async follow(caller: Caller, name: string): Promise<void> {
    const workflow = await this.workflows.find({ workspaceId: caller.actor.workspace.id, name });
    if (workflow === undefined) throw noSuchWorkflow(name);
    // Before the stream is open: what happens once it is must not be missed.
    const mark = await this.watch.read(workflow.id);
    this.streams.open(caller, {
      isStill: (now) => mayDo(now, 'workflow.read'),
      subscribe: (stream) => this.watch.follow(mark, (event) => stream.send(event.kind, () => JSON.stringify(event))),
    });
  }
}
