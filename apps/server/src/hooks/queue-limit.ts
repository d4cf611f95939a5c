import { RuntimeError, type AdmissionStore, type Clock } from '@millrace/runtime';

const TTL_MS = 1000;
const MAX_WORKSPACES = 1000;
const [MIN_RETRY_SECONDS, USUAL_RETRY_SECONDS, MAX_RETRY_SECONDS] = [1, 5, 60];

interface Count {
  readonly queued: number;
  readonly atMs: number;
  /** Runs that began, a second, while nothing was taken in. */
  readonly drainedPerSecond: number;
  readonly isAsking: boolean;
}

/**
 * Refuses events of a workspace in which too many runs wait already. The number is asked for beside the events, once a second
 * at most: no event waits for it, and a few more than the limit may get in.
 */
export class QueueLimit {
  private readonly counts = new Map<string, Count>();

  constructor(
    private readonly parts: {
      readonly admission: Pick<AdmissionStore, 'countQueued'>;
      readonly clock: Pick<Clock, 'monotonicMs'>;
      readonly maxQueued: number;
      /** Told of counts that failed: events go on, as if there were room. */
      readonly report: (cause: unknown) => void;
    },
  ) {}

  /** `intake.backlog_full`. */
  check(workspaceId: string): void {
    const known = this.counts.get(workspaceId);
    const isOld = known === undefined || this.parts.clock.monotonicMs() - known.atMs >= TTL_MS;
    if (isOld && known?.isAsking !== true) void this.ask(workspaceId, known);
    const { maxQueued } = this.parts;
    if (known === undefined || known.queued < maxQueued) return;
    throw new RuntimeError(
      'intake.backlog_full',
      `${maxQueued} runs of this workspace wait to begin already. Nothing was kept; send it again later.`,
      {
        detail: {
          retryAfterSeconds: retryAfterOf(known, maxQueued),
          limit: maxQueued,
          actual: known.queued,
          setting: 'MILLRACE_MAX_QUEUED',
        },
      },
    );
  }

  private async ask(workspaceId: string, before: Count | undefined): Promise<void> {
    const { admission, clock, maxQueued, report } = this.parts;
    const nothing = { queued: 0, drainedPerSecond: 0 };
    this.remember(workspaceId, { ...nothing, ...before, atMs: clock.monotonicMs(), isAsking: true });
    try {
      // A little past the limit: how far it is exceeded tells how long it takes.
      const queued = await admission.countQueued({ workspaceId, limit: Math.ceil(maxQueued * 1.1) });
      const atMs = clock.monotonicMs();
      this.remember(workspaceId, {
        queued,
        atMs,
        drainedPerSecond: drainOf(before, { queued, atMs }),
        isAsking: false,
      });
    } catch (cause) {
      report(cause);
      this.remember(workspaceId, { ...nothing, atMs: clock.monotonicMs(), isAsking: false });
    }
  }

  private remember(workspaceId: string, count: Count): void {
    this.counts.delete(workspaceId);
    this.counts.set(workspaceId, count);
    const [oldest] = this.counts.keys();
    if (this.counts.size > MAX_WORKSPACES && oldest !== undefined) this.counts.delete(oldest);
  }
}

/** Between two counts, by how much the queue shrank. */
function drainOf(before: Count | undefined, now: { readonly queued: number; readonly atMs: number }): number {
  if (before === undefined || now.atMs <= before.atMs) return 0;
  return Math.max(0, ((before.queued - now.queued) * 1000) / (now.atMs - before.atMs));
}

function retryAfterOf({ queued, drainedPerSecond }: Count, maxQueued: number): number {
  if (drainedPerSecond === 0) return USUAL_RETRY_SECONDS;
  const seconds = Math.ceil((queued - maxQueued + 1) / drainedPerSecond);
  return Math.min(MAX_RETRY_SECONDS, Math.max(MIN_RETRY_SECONDS, seconds));
}
