import type { AcceptResult, ConnectorCall, Finish, Lease, NewRun, Progress, RunStore } from '@millrace/runtime';
import { intercept } from '../intercept.ts';

/** What the store was seen to do with a run: the truth that everything else is compared with. */
export interface RunFacts {
  readonly run: NewRun;
  /** Paths whose records are durable. */
  readonly recordedPaths: Set<string>;
  /** Paths of writes that have begun. */
  readonly begunWrites: Set<string>;
  /** Times it has come to an end. */
  ends: number;
  isCancelRequested: boolean;
  /** Worker that holds it, as far as the store knows. */
  holder: string | undefined;
  fence: number;
}

/** Watches the store from inside: each entry is made in the moment of the commit. */
export class RunLedger {
  readonly facts = new Map<string, RunFacts>();
  readonly runs: RunStore;

  constructor(store: RunStore) {
    this.runs = intercept(store, async ({ method, parameters, proceed }) => {
      const answer = await proceed();
      this.#note(method, parameters, answer);
      return answer;
    });
  }

  /** Why this call must not begin now, if so. */
  objection(
    { action, run: { id, path } }: ConnectorCall,
    { caller, isDurable }: { readonly caller: string; readonly isDurable: boolean },
  ): string | undefined {
    const facts = this.facts.get(id);
    if (facts === undefined) return action === 'write' ? `${path} writes for a run that is not kept` : undefined;
    if (facts.ends > 0) return `${path} begins though the run has ended`;
    if (facts.holder !== caller) return `${path} begins in ${caller}, but ${String(facts.holder)} holds the run`;
    if (facts.recordedPaths.has(path)) return `${path} begins again though its end is durable`;
    const open = [...facts.begunWrites].find((begun) => begun !== path && !facts.recordedPaths.has(begun));
    if (isDurable && open !== undefined) return `${path} begins before the end of ${open} is durable`;
    if (action === 'write') facts.begunWrites.add(path);
    return undefined;
  }

  #note(method: string, parameters: readonly unknown[], answer: unknown): void {
    const [first, second] = parameters;
    if (method === 'accept') this.#noteAccepted(first as NewRun, answer as AcceptResult, workerOf(second));
    if (method === 'acceptFinished') {
      this.#noteAccepted(first as NewRun, answer as AcceptResult, undefined);
      this.#noteEnd((first as NewRun).id, second as Finish, (answer as AcceptResult).kind === 'accepted');
    }
    if (method === 'advance' || method === 'park') this.#noteProgress(first as Progress, answer === true, method);
    if (method === 'finish') this.#noteEnd((first as Finish).lease.runId, first as Finish, answer === true);
    if (method === 'claimDue') for (const lease of answer as Lease[]) this.#hold(lease, workerOf(first));
    if (method === 'release') for (const lease of first as Lease[]) this.#letGo(lease);
    if (method === 'requestCancel') this.#noteCancel((first as Lease).runId, answer as string);
  }

  #noteAccepted(run: NewRun, result: AcceptResult, holder: string | undefined): void {
    if (result.kind !== 'accepted') return;
    const begun = {
      run,
      recordedPaths: new Set<string>(),
      begunWrites: new Set<string>(),
      ends: 0,
      isCancelRequested: false,
    };
    this.facts.set(run.id, { ...begun, holder, fence: result.fence });
  }

  #noteProgress({ lease, steps }: Progress, isWritten: boolean, method: 'advance' | 'park'): void {
    const facts = this.facts.get(lease.runId);
    if (facts === undefined || !isWritten) return;
    for (const { path } of steps) facts.recordedPaths.add(path);
    if (method === 'park') facts.holder = undefined;
  }

  #noteEnd(runId: string, { steps }: Pick<Finish, 'steps'>, isWritten: boolean): void {
    const facts = this.facts.get(runId);
    if (facts === undefined || !isWritten) return;
    for (const { path } of steps) facts.recordedPaths.add(path);
    facts.ends += 1;
    facts.holder = undefined;
  }

  #noteCancel(runId: string, answer: string): void {
    const facts = this.facts.get(runId);
    if (facts === undefined) return;
    if (answer === 'cancelled') facts.ends += 1;
    if (answer === 'cancelled' || answer === 'requested') facts.isCancelRequested = true;
  }

  #hold({ runId, fence }: Lease, holder: string | undefined): void {
    const facts = this.facts.get(runId);
    if (facts !== undefined) Object.assign(facts, { holder, fence });
  }

  #letGo({ runId, fence }: Lease): void {
    const facts = this.facts.get(runId);
    if (facts?.fence === fence && facts.holder !== undefined)
      Object.assign(facts, { holder: undefined, fence: fence + 1 });
  }
}

function workerOf(request: unknown): string | undefined {
  return (request as { readonly workerId?: string } | undefined)?.workerId;
}
