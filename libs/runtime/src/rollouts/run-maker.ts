import { isFitting } from '../check-input.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { RuntimeError } from '../errors.ts';
import { toNewRun, type AcceptRequest, type PreparedRun } from '../new-run.ts';
import type { VersionCache } from '../version-cache.ts';
import type { WorkflowVersionDocument } from '../workflow.ts';
import { isForCandidate, takesEventsOf } from './choose-version.ts';

type MakerPorts = Pick<EnginePorts, 'ids' | 'clock' | 'evaluator' | 'rollouts' | 'pauses'>;

/**
 * Makes runs of events, whatever door they come through. This is where a rollout chooses: an event for the live version goes to
 * the candidate or stays. Its trigger, its keys and how it is answered are the live version's, and so is what may be sent: what
 * the candidate would refuse stays with the live version, so that nothing is refused because of a rollout.
 */
export class RunMaker {
  readonly #ports: MakerPorts;
  readonly #versions: VersionCache;

  constructor(ports: MakerPorts, versions: VersionCache) {
    this.#ports = ports;
    this.#versions = versions;
  }

  /** `trigger.key_invalid`, as `toNewRun`. */
  async make(given: AcceptRequest): Promise<PreparedRun> {
    const runId = this.#ports.ids.runId();
    const version = await this.#findCandidate(given, given.dedupe?.key ?? runId);
    const chosen = version && this.#tryToMake({ ...given, version }, runId);
    return this.keepBack(chosen ?? this.makeOwn(given, runId));
  }

  /** What is accepted while its queue is paused waits to be admitted, whatever else it waits for. Tests are for whoever looks. */
  async keepBack({ request, newRun }: PreparedRun): Promise<PreparedRun> {
    const isFree = newRun.isTest === true || (await this.#ports.pauses?.isPaused(newRun.workflowId)) !== true;
    return { request, newRun: isFree ? newRun : { ...newRun, admission: newRun.admission ?? {} } };
  }

  /** Of the version that the event is for, whatever is rolled out. */
  makeOwn(given: AcceptRequest, runId: string): PreparedRun {
    return { request: given, newRun: toNewRun(this.#ports, given, runId) };
  }

  async #findCandidate(request: AcceptRequest, key: string): Promise<WorkflowVersionDocument | undefined> {
    const { version, trigger } = request;
    // Who tests, or names a version, gets what was asked for.
    if (request.isPinned === true || request.isTest === true || version.test !== undefined) return undefined;
    const rollout = await this.#ports.rollouts.find(version.workflowId);
    if (rollout?.base.versionId !== version.id || !isForCandidate(rollout, key)) return undefined;
    // What cannot be read now is no reason to lose an event.
    const candidate = await this.#versions.find(rollout.candidate.versionId).catch(() => undefined);
    if (candidate === undefined) return undefined;
    return takesEventsOf(candidate.document, version.document, trigger) ? candidate : undefined;
  }

  #tryToMake(request: AcceptRequest, runId: string): PreparedRun | undefined {
    if (!isFitting(this.#ports.evaluator, request)) return undefined;
    try {
      return { request, newRun: toNewRun(this.#ports, request, runId) };
    } catch (cause) {
      if (cause instanceof RuntimeError && !cause.isSystemFault) return undefined;
      throw cause;
    }
  }
}
