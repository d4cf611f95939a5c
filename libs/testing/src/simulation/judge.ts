import {
  idempotencyKeyOf,
  type ConnectorCall,
  type RunAnswer,
  type RunFeedEvent,
  type RunStore,
} from '@millrace/runtime';
import type { Candidate } from './candidate.ts';
import { tracedRecord, type Expectation } from './model.ts';
import type { RunFacts, RunLedger } from './run-ledger.ts';

/** Says what must not happen, and did. */
export class Judge {
  readonly violations: string[] = [];
  readonly #ledger: RunLedger;
  readonly #candidates: readonly Candidate[];
  readonly #onViolation: (violation: string) => void;
  /** Run -> `<path> <attempt>` of every task that was done. */
  readonly #done = new Map<string, Set<string>>();

  constructor(ledger: RunLedger, candidates: readonly Candidate[], onViolation: (violation: string) => void) {
    this.#ledger = ledger;
    this.#candidates = candidates;
    this.#onViolation = onViolation;
  }

  object(violation: string): void {
    this.violations.push(violation);
    this.#onViolation(violation);
  }

  /** Only who holds a run begins a task of it, under its own key, once what came before is durable. */
  seeBegun(call: ConnectorCall, caller: string): void {
    const { id, path, workflow } = call.run;
    const candidate = this.#candidates.find(({ version }) => version.workflowName === workflow);
    const isDurable = candidate?.version.document.settings?.durability !== 'run';
    const objection = this.#ledger.objection(call, { caller, isDurable });
    if (objection !== undefined) this.object(`${id}: ${objection}`);
    if (call.idempotencyKey !== idempotencyKeyOf(id, path)) this.object(`${id}: ${path} has another key`);
  }

  seeDone({ run: { id, path, attempt } }: ConnectorCall): void {
    this.#done.set(id, (this.#done.get(id) ?? new Set()).add(`${path} ${attempt}`));
  }

  /** Nobody hears of what the store does not have. */
  hear({ kind, runId }: RunFeedEvent): void {
    const facts = this.#ledger.facts.get(runId);
    if (facts === undefined) this.object(`${runId}: ${kind} of a run that is not kept`);
    else if (kind === 'run.ended' && facts.ends === 0) this.object(`${runId}: told to have ended too early`);
  }

  /** Whatever a caller is told must be so in the moment it is told. */
  hearAnswer(answer: RunAnswer, key: string | undefined): void {
    const { runId, isRepetition } = answer;
    const facts = this.#ledger.facts.get(runId);
    if (facts === undefined) {
      this.object(`${runId}: promised, but not kept`);
      return;
    }
    if (isRepetition && facts.run.dedupe?.key !== key) this.object(`${runId}: a repetition of another key`);
    if (answer.kind !== 'ended') return;
    if (facts.ends === 0) this.object(`${runId}: answered as ended, but it goes on`);
    const { status, output } = answer.end;
    const expected = this.#expectationOf(facts);
    if (status !== 'cancelled')
      this.#compare(`${runId}: answered`, { status, output }, { status: expected.status, output: expected.output });
  }

  /** Compares what became of a run with what would have become of it without faults. */
  async judge(facts: RunFacts, runs: RunStore): Promise<void> {
    const { id: runId, workspaceId } = facts.run;
    const expected = this.#expectationOf(facts);
    const run = await runs.find({ workspaceId, runId });
    if (run === undefined) throw new Error(`Run ${runId} was kept, and is not there.`);
    if (facts.ends !== 1) this.object(`${runId}: has ended ${facts.ends} times, and is ${run.status}`);
    const isCancelled = run.status === 'cancelled' && facts.isCancelRequested;
    if (!isCancelled) this.#compare(`${runId}: ended as`, endOf(run), endOf(expected));
    const steps = (await runs.listSteps({ workspaceId, runId, limit: 1000 })).map(tracedRecord);
    const trace = isCancelled ? expected.trace.slice(0, steps.length) : expected.trace;
    this.#compare(`${runId}: has recorded`, steps, trace);
    this.#judgeCalls(runId, expected, isCancelled);
    this.#judgeKey(facts);
  }

  #judgeCalls(runId: string, { calls }: Expectation, isCancelled: boolean): void {
    const done = this.#done.get(runId) ?? new Set();
    const invented = [...done].filter((call) => !calls.has(call));
    const missing = [...calls].filter((call) => !done.has(call));
    if (invented.length > 0) this.object(`${runId}: invented ${invented.join(', ')}`);
    if (missing.length > 0 && !isCancelled) this.object(`${runId}: never did ${missing.join(', ')}`);
  }

  #judgeKey({ run: { id, workflowId, dedupe } }: RunFacts): void {
    if (dedupe === undefined) return;
    const same = [...this.#ledger.facts.values()].filter(
      ({ run }) => run.dedupe?.key === dedupe.key && run.workflowId === workflowId,
    );
    if (same.length > 1) this.object(`${id}: shares its key with ${same.length - 1} others`);
  }

  #expectationOf({ run }: RunFacts): Expectation {
    const candidate = this.#candidates.find(({ version }) => version.id === run.versionId);
    const expectation = candidate?.byInput.get(Number(run.input));
    if (expectation === undefined) throw new Error(`Nothing is expected of ${run.id}.`);
    return expectation;
  }

  #compare(about: string, actual: unknown, expected: unknown): void {
    const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== shouldBe) this.object(`${about} ${is}, not ${shouldBe}`);
  }
}

function endOf({ status, output, error, cause }: { status: string; output?: string; error?: string; cause?: string }) {
  return { status, output, error, cause };
}
