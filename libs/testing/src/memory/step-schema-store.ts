import type { Clock, KeptStepSchemas, StepSchemaStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

interface Row {
  readonly schemas?: KeptStepSchemas['schemas'];
  readonly changes: KeptStepSchemas['changes'];
  readonly comparedAtMs: number;
}
interface Surroundings {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly listLiveVersions: () => Promise<readonly string[]>;
}

const DAY_MS = 86_400_000;

/** Schemas of versions in memory, with the promises of the real store. */
export class MemoryStepSchemaStore implements StepSchemaStore {
  readonly #around: Surroundings;
  readonly #rows = new Map<string, Row>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  keep({ versionId, schemas }: Parameters<StepSchemaStore['keep']>[0]): Promise<void> {
    return atOnce(() => void this.#rows.set(versionId, { schemas, changes: [], comparedAtMs: this.#nowMs() }));
  }

  find(versionId: string): Promise<KeptStepSchemas | undefined> {
    return atOnce(() => keptOf(this.#rows.get(versionId)));
  }

  findChanges(versionIds: readonly string[]): ReturnType<StepSchemaStore['findChanges']> {
    return atOnce(() =>
      versionIds.flatMap((versionId) => {
        const { changes = [] } = this.#rows.get(versionId) ?? {};
        return changes.length === 0 ? [] : [{ versionId, changes }];
      }),
    );
  }

  async takeUncompared({
    comparedDays,
  }: Parameters<StepSchemaStore['takeUncompared']>[0]): ReturnType<StepSchemaStore['takeUncompared']> {
    const live = await this.#around.listLiveVersions();
    const untilMs = this.#nowMs() - comparedDays * DAY_MS;
    const [first] = live
      .map((versionId) => ({ versionId, row: this.#rows.get(versionId) }))
      .filter(({ row }) => row === undefined || (row.schemas?.length !== 0 && row.comparedAtMs <= untilMs))
      .sort((left, right) => (left.row?.comparedAtMs ?? 0) - (right.row?.comparedAtMs ?? 0));
    if (first === undefined) return undefined;
    const { versionId, row = { changes: [] } } = first;
    this.#rows.set(versionId, { ...row, comparedAtMs: this.#nowMs() });
    const kept = keptOf(row);
    return { versionId, ...(kept === undefined ? {} : { kept }) };
  }

  noteChanges({ versionId, changes }: Parameters<StepSchemaStore['noteChanges']>[0]): Promise<void> {
    return atOnce(() => {
      const row = this.#rows.get(versionId);
      if (row !== undefined) this.#rows.set(versionId, { ...row, changes });
    });
  }

  #nowMs(): number {
    return this.#around.clock.nowMs();
  }
}

function keptOf(row: Pick<Row, 'schemas' | 'changes'> | undefined): KeptStepSchemas | undefined {
  return row?.schemas === undefined ? undefined : { schemas: row.schemas, changes: row.changes };
}
