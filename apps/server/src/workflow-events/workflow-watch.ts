import { Inject, Injectable } from '@nestjs/common';
import { Repeating, type Clock, type WorkflowMark, type WorkflowMarks } from '@millrace/runtime';
import { CLOCK } from '../platform/tokens.ts';
import { findWorkflowEvents } from './find-workflow-events.ts';
import type { WorkflowEventDto } from './workflow-events.dto.ts';
import { WORKFLOW_MARKS } from './workflow-events-tokens.ts';

const LOOK_MS = 1000;

interface Watched {
  readonly listener: (event: WorkflowEventDto) => void;
  mark: WorkflowMark;
}

/**
 * Tells what happens to workflows, in whatever process it does: each second the store is asked for all that somebody here
 * follows, in one statement. Nobody follows: nothing is asked. So it needs no channel between processes.
 */
@Injectable()
export class WorkflowWatch {
  private readonly watched = new Set<Watched>();
  private readonly looks: Repeating;
  private isWanted = false;

  constructor(
    @Inject(WORKFLOW_MARKS) private readonly marks: WorkflowMarks,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.looks = new Repeating(clock, () => this.look());
  }

  /** How a workflow is now. */
  async read(workflowId: string): Promise<WorkflowMark> {
    const [mark] = await this.marks.read([workflowId]);
    return mark ?? { workflowId, revision: 0, captures: [] };
  }

  /** Tells of what happens after a look; returns how to stop. */
  follow(mark: WorkflowMark, listener: Watched['listener']): () => void {
    const entry: Watched = { listener, mark };
    this.watched.add(entry);
    if (!this.looks.isStarted) this.looks.start(LOOK_MS);
    return () => {
      this.watched.delete(entry);
      if (this.watched.size === 0) void this.looks.stop();
    };
  }

  /** Something happened here: who follows it hears of it before the second is over. */
  lookSoon(): void {
    if (this.watched.size === 0) return;
    this.isWanted = true;
    void this.looks.now();
  }

  private async look(): Promise<number> {
    this.isWanted = false;
    const ids = new Set([...this.watched].map(({ mark }) => mark.workflowId));
    // While the database is away nobody can tell: the next look will.
    const marks = await this.marks.read([...ids]).catch(() => []);
    const byId = new Map(marks.map((mark) => [mark.workflowId, mark]));
    for (const entry of [...this.watched]) {
      const now = byId.get(entry.mark.workflowId);
      if (now === undefined) continue;
      const events = findWorkflowEvents(entry.mark, now);
      entry.mark = now;
      for (const event of events) entry.listener(event);
    }
    return this.nextLookMs();
  }

  /** Something may have happened after the store was asked. */
  private nextLookMs(): number {
    return this.isWanted ? 0 : LOOK_MS;
  }
}
