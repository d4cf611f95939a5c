import type { Checkpoint, StepEvent } from '@millrace/machine';
import type { EnginePorts } from './engine-ports.ts';
import type { NewRun, RunEnd, StepLogLine, StepRecord } from './run.ts';
import { toStepRecord } from './step-record.ts';

/** Ends the execution of a run in this process without a word about the run itself. */
export class RunDropped extends Error {
  readonly reason: 'lease_lost' | 'store_failed' | 'stopping';
  constructor(reason: RunDropped['reason'], cause?: unknown) {
    super(`The run is dropped here: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** The event turned out to be a repetition: another run has its dedupe key. */
export class RunIsDuplicate extends Error {
  readonly runId: string;
  readonly sameContent: boolean;
  constructor(runId: string, sameContent: boolean) {
    super(`A repetition of run ${runId}`);
    this.runId = runId;
    this.sameContent = sameContent;
  }
}

/**
 * The durable side of one run in this process: knows what the store has, and writes the rest when it must. A run that was
 * not promised to anybody yet (`newRun`, no fence) is kept as late as possible.
 */
export class RunJournal {
  readonly runId: string;
  readonly #ports: EnginePorts;
  readonly #newRun: NewRun | undefined;
  readonly #secrets = new Set<string>();
  #fence: number | undefined;
  #sequence: number;
  #steps: StepRecord[] = [];
  #checkpoint: Checkpoint | undefined;
  /** A task's result is not durable yet. */
  #isResultOpen = false;

  constructor(
    ports: EnginePorts,
    run: { readonly runId: string; readonly newRun?: NewRun; readonly fence?: number; readonly stepCount: number },
  ) {
    this.#ports = ports;
    this.runId = run.runId;
    this.#newRun = run.newRun;
    this.#fence = run.fence;
    this.#sequence = run.stepCount;
  }

  get fence(): number | undefined {
    return this.#fence;
  }

  /** Notes a finished step; returns its record, which is written with the next commit. */
  note(
    event: StepEvent,
    details: { readonly resource?: string; readonly log: readonly StepLogLine[]; readonly secrets: readonly string[] },
  ): StepRecord {
    for (const secret of details.secrets) this.#secrets.add(secret);
    const redact = this.#ports.redact([...this.#secrets]);
    const { resource, log } = details;
    const record = toStepRecord(event, {
      sequence: this.#sequence,
      log,
      redact,
      ...(resource === undefined ? {} : { resource }),
    });
    this.#sequence += 1;
    this.#steps.push(record);
    return record;
  }

  redactText(text: string): string {
    return this.#ports.redact([...this.#secrets])(text);
  }

  /** Notes the newest position. `afterTask`: the step before it had an outcome that must not be asked for twice. */
  moveTo(checkpoint: Checkpoint, { afterTask }: { readonly afterTask: boolean }): void {
    this.#checkpoint = checkpoint;
    if (afterTask) this.#isResultOpen = true;
  }

  /** Makes the run durable, if nobody did. */
  async keep(): Promise<void> {
    if (this.#fence !== undefined || this.#newRun === undefined) return;
    const { workerId, leaseSeconds } = this.#ports.settings;
    const result = await this.#ports.runs.accept(this.#newRun, { workerId, leaseSeconds });
    if (result.kind === 'duplicate') throw new RunIsDuplicate(result.runId, result.sameContent);
    this.#fence = result.fence;
  }

  /** Before a task with effects: the run is durable, and so are the results of the tasks before it. */
  async settle(): Promise<void> {
    await this.keep();
    if (this.#isResultOpen) await this.advance();
  }

  /** Writes position and steps. */
  async advance(): Promise<void> {
    const checkpoint = this.#checkpoint;
    if (checkpoint === undefined) return;
    await this.keep();
    const steps = this.#takeSteps();
    this.#isResultOpen = false;
    await this.#write((lease) => this.#ports.runs.advance({ lease, checkpoint, steps }));
  }

  /** Parks the run until the time given. */
  async park(checkpoint: Checkpoint, availableAtMs: number): Promise<void> {
    await this.keep();
    const steps = this.#takeSteps();
    await this.#write((lease) => this.#ports.runs.park({ lease, checkpoint, steps, availableAtMs }));
  }

  /** Ends the run; in one insert when it was never kept. */
  async finish(end: RunEnd): Promise<void> {
    const steps = this.#takeSteps();
    if (this.#fence !== undefined || this.#newRun === undefined) {
      await this.#write((lease) => this.#ports.runs.finish({ lease, end, steps }));
      return;
    }
    const result = await this.#ports.runs.acceptFinished(this.#newRun, { end, steps });
    if (result.kind === 'duplicate') throw new RunIsDuplicate(result.runId, result.sameContent);
  }

  #takeSteps(): readonly StepRecord[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }

  async #write(write: (lease: { runId: string; fence: number }) => Promise<boolean>): Promise<void> {
    let isOurs: boolean;
    try {
      isOurs = await write({ runId: this.runId, fence: this.#fence ?? 0 });
    } catch (cause) {
      throw new RunDropped('store_failed', cause);
    }
    if (!isOurs) throw new RunDropped('lease_lost');
  }
}
