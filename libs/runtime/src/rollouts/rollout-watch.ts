import type { Clock } from '../ports.ts';
import { Repeating } from '../repeating.ts';
import type { VersionFigures, VersionHistory } from '../version-history.ts';
import { findRollbackReason, isSuspect } from './decide-rollback.ts';
import type { Rollout, RolloutStore } from './rollout.ts';

const LOOK_MS = 2000;
const EVERY_SECONDS = 1.5;
const BATCH_ROLLOUTS = 50;

interface WatchParts {
  readonly store: Pick<RolloutStore, 'takeUnchecked' | 'rollBack'>;
  readonly history: Pick<VersionHistory, 'measure'>;
  readonly clock: Pick<Clock, 'schedule'>;
  /** Told of each rollout that was rolled back here. */
  readonly onRolledBack: (rollout: Rollout, reason: string) => void;
  readonly report: (cause: unknown) => void;
}

/** Ends rollouts whose candidate fails. Processes share the work: a rollout is looked at by one of them each time. */
export class RolloutWatch {
  readonly #parts: WatchParts;
  readonly #repeating: Repeating;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#repeating = new Repeating(parts.clock, () => this.#look());
  }

  start(): void {
    this.#repeating.start(LOOK_MS);
  }

  stop(): Promise<void> {
    return this.#repeating.stop();
  }

  /** One look. */
  tick(): Promise<void> {
    return this.#repeating.now();
  }

  async #look(): Promise<number> {
    const { store, report } = this.#parts;
    try {
      const taken = await store.takeUnchecked({ everySeconds: EVERY_SECONDS, limit: BATCH_ROLLOUTS });
      // One that cannot be measured keeps nobody from looking at the others.
      for (const rollout of taken) await this.#check(rollout).catch(report);
    } catch (cause) {
      report(cause);
    }
    return LOOK_MS;
  }

  async #check(rollout: Rollout): Promise<void> {
    const { store, history, onRolledBack } = this.#parts;
    const versionIds = [rollout.base.versionId, rollout.candidate.versionId];
    const [base, candidate] = await history.measure(versionIds, { fromMs: rollout.startedAtMs });
    if (base === undefined || candidate === undefined || !isSuspect(rollout, candidate)) return;
    const reason = findRollbackReason(rollout, { base: await this.#enoughOf(rollout, base), candidate });
    if (reason !== undefined && (await store.rollBack({ id: rollout.id, reason }))) onRolledBack(rollout, reason);
  }

  /** Where most runs are the candidate's, the base has few since the rollout began: then those from before count too. */
  async #enoughOf({ base, rule }: Rollout, since: VersionFigures): Promise<VersionFigures> {
    if (since.runs >= rule.minRuns) return since;
    const [all] = await this.#parts.history.measure([base.versionId]);
    return all ?? since;
  }
}
