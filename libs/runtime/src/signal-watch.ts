import type { ActiveRuns } from './active-runs.ts';
import type { EnginePorts } from './engine-ports.ts';
import { Repeating } from './repeating.ts';

/** Hears what happened at other processes to runs that execute in this one: a wish to cancel, an answer that they wait for. */
export class SignalWatch {
  readonly #ports: EnginePorts;
  readonly #active: ActiveRuns;
  readonly #looks: Repeating;

  constructor(ports: EnginePorts, active: ActiveRuns) {
    this.#ports = ports;
    this.#active = active;
    this.#looks = new Repeating(ports.clock, () => this.#look().then(() => ports.settings.signalLookMs));
  }

  start(): void {
    this.#looks.start(this.#ports.settings.signalLookMs);
  }

  stop(): void {
    void this.#looks.stop();
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    const held = this.#active.list().filter(({ journal }) => journal.lease !== undefined);
    if (held.length === 0) return;
    try {
      const told = held.map((run) => ({ run, runId: run.journal.runId, sources: run.heardAnswers }));
      const signals = await this.#ports.runs.findSignals({
        runIds: told.map(({ runId }) => runId),
        heard: told.flatMap(({ runId, sources }) => sources.map((source) => ({ runId, source }))),
      });
      for (const { run, sources } of told) run.forgetAnswers(sources);
      for (const { runId, cancel, answers = [] } of signals) {
        const run = this.#active.get(runId);
        if (cancel !== undefined) run?.cancel(cancel);
        for (const source of answers) run?.answerArrived(source);
      }
    } catch (cause) {
      this.#ports.report({ kind: 'store.failed', what: 'look for signals', cause });
    }
  }
}
