import { excessOf, type JsonValue, type PendingCall, type TaskCall, type TaskResult } from '@millrace/machine';
import type { RunStart, RunSurroundings } from '../active-run.ts';
import { RuntimeError } from '../errors.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { listAll } from '../list-all.ts';
import type { AcceptedRun } from '../run-intake.ts';
import type { DedupeKey, RunWithPayload } from '../run.ts';
import { failed, type AwaitedCall, type TaskReport, type TaskTarget } from './task-target.ts';

/** A run may wait for the one it started as long as it lives itself. */
const STARTED_ONCE_SECONDS = 5 * 366 * 86_400;
const TIMEOUT_SECONDS = 60;

/**
 * `workflow:<name>`: starts a run of another workflow, exactly once for each attempt: a second start under the same key finds
 * the first. Its end is the answer, unless nobody waits for it.
 */
export function workflowTask(
  around: RunSurroundings,
  run: RunStart,
  { name, isAwaited }: { readonly name: string; readonly isAwaited: boolean },
): TaskTarget {
  const child = new ChildRun(around, run, { name, isAwaited });
  return {
    effects: 'write',
    timeoutSeconds: TIMEOUT_SECONDS,
    call: (call) => child.call(call),
    findAnswer: (call) => child.findAnswer(call),
    withdraw: (call) => child.cancel(call),
  };
}

interface ChildTarget {
  readonly name: string;
  readonly isAwaited: boolean;
}

class ChildRun {
  readonly #around: RunSurroundings;
  readonly #run: RunStart;
  readonly #target: ChildTarget;

  constructor(around: RunSurroundings, run: RunStart, target: ChildTarget) {
    this.#around = around;
    this.#run = run;
    this.#target = target;
  }

  async call(call: TaskCall): Promise<TaskReport> {
    const started = await this.#startOrFind(call);
    if ('result' in started) return started;
    const { runId, isRepetition } = started;
    if (!this.#target.isAwaited) return reported({ kind: 'returned', output: { runId } });
    const awaited = { kind: 'awaited' as const, answerer: runId };
    if (!isRepetition) return reported(awaited);
    // One that was started before may have ended before, and nobody tells of that again.
    const child = await this.#find(runId);
    const result = toResult(runId, child);
    if (child === undefined || result.kind !== 'awaited') return reported(result);
    return reported({ ...awaited, startedAtMs: child.acceptedAtMs });
  }

  /** A process that is gone may have started it, and now its workflow takes no more of them. */
  async #startOrFind(call: TaskCall): Promise<Pick<AcceptedRun, 'runId' | 'isRepetition'> | TaskReport> {
    try {
      return await this.#start(call);
    } catch (cause) {
      const started = isRefusal(cause) && (this.#run.fence ?? 0) > 1 ? await this.#findByPath(call) : undefined;
      if (started === undefined) throw cause;
      return { runId: started, isRepetition: true };
    }
  }

  async findAnswer({ answerer = '' }: PendingCall): Promise<TaskResult> {
    return toResult(answerer, await this.#find(answerer));
  }

  /** Runs of a path are of its attempts; the key of their start says which is of which. */
  async #findByPath(call: TaskCall): Promise<string | undefined> {
    const { runs } = this.#around.ports;
    const address = { workspaceId: this.#run.version.workspaceId, parentRunId: this.#run.runId };
    const dedupe = this.#dedupe(call);
    for await (const { id, parent, workflowId, trigger } of listAll(runs, address)) {
      if (parent?.path !== call.path) continue;
      const first = await runs.findRepetition({ workflowId, trigger, dedupe });
      if (first?.runId === id) return id;
    }
    return undefined;
  }

  #find(runId: string): Promise<RunWithPayload | undefined> {
    return this.#around.ports.runs.find({ workspaceId: this.#run.version.workspaceId, runId });
  }

  async cancel({ answerer: runId }: AwaitedCall): Promise<void> {
    if (runId === undefined) return;
    const { workspaceId } = this.#run.version;
    await this.#around.cancel({ workspaceId, runId, workflowName: this.#target.name });
  }

  /** Starts the run, or finds the one that was started for this attempt. */
  async #start(call: TaskCall): Promise<AcceptedRun | TaskReport> {
    const { path, arguments: input } = call;
    const { runId, version, parent, isTest = false } = this.#run;
    const { name, isAwaited } = this.#target;
    const depth = (parent?.depth ?? 0) + 1;
    const { callDepth: limit } = this.#around.ports.settings.limits;
    if (depth > limit.most) return tooDeep({ limit, actual: depth });
    const live = await this.#around.findLiveVersion({ workspaceId: version.workspaceId, name });
    if (live === undefined) return failed('States.TaskFailed', notPublished(name));
    return this.#around.accept({
      version: live,
      // Not the document's own name for it, which another version may change: this is part of what makes the start unique.
      trigger: { id: 'call', type: 'call' },
      input,
      parent: { runId, path, depth, isAwaited },
      dedupe: this.#dedupe(call),
      isTest,
    });
  }

  #dedupe({ path, within, attempt }: TaskCall): DedupeKey {
    // A composite state around it that is tried again starts another one too.
    const key = [idempotencyKeyOf(this.#run.runId, path), within, attempt].filter((part) => part !== '').join('/');
    return { key, windowSeconds: STARTED_ONCE_SECONDS, contentHash: '' };
  }
}

/** The start of a run was refused, for a reason that its user can help. */
const isRefusal = (cause: unknown): boolean => cause instanceof RuntimeError && !cause.isSystemFault;

const reported = (result: TaskResult): TaskReport => ({ result, log: [], secrets: [] });

function toResult(runId: string, run: RunWithPayload | undefined): TaskResult {
  if (run === undefined) return threw(goneChild(runId));
  const { endedAtMs, workflowName, status, output, error, cause } = run;
  if (endedAtMs === undefined) return { kind: 'awaited' };
  if (status === 'succeeded') return { kind: 'returned', output: JSON.parse(output ?? 'null') as JsonValue };
  const child = { runId, workflow: workflowName, status, error: error ?? null, cause: cause ?? null };
  return threw(JSON.stringify(child));
}

const threw = (cause: string): TaskResult => ({ kind: 'threw', error: { error: 'States.TaskFailed', cause } });

const goneChild = (which: string): string => `The run ${which} is not kept any more.`;
const notPublished = (name: string): string =>
  `No workflow named "${name}" is published in this workspace. Publish it, or change the step.`;
function tooDeep(counted: Parameters<typeof excessOf>[2]): TaskReport {
  const { error, cause } = excessOf('limit.call_depth', 'Runs that each was started by the one before', counted);
  return failed(error, cause);
}
