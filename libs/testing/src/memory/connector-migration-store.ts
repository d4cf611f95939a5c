import type { Clock, ConnectorMigration, ConnectorMigrationStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

type Store = ConnectorMigrationStore;
const MAX_LISTED = 100;

/** Migrations in memory, with the promises of the real store. Nothing runs here, so that nothing is measured. */
export class MemoryConnectorMigrationStore implements ConnectorMigrationStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #migrations = new Map<string, ConnectorMigration>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  create(made: Parameters<Store['create']>[0]): Promise<ConnectorMigration> {
    return atOnce(() => {
      const nowMs = this.#clock.nowMs();
      const migration = { ...made, startedAtMs: nowMs, updatedAtMs: nowMs };
      this.#migrations.set(made.id, migration);
      return migration;
    });
  }

  find({ workspaceId, id }: Parameters<Store['find']>[0]): Promise<ConnectorMigration | undefined> {
    return atOnce(() => {
      const found = this.#migrations.get(id);
      return found?.workspaceId === workspaceId ? found : undefined;
    });
  }

  list({ workspaceId, connector }: Parameters<Store['list']>[0]): Promise<readonly ConnectorMigration[]> {
    return atOnce(() =>
      [...this.#migrations.values()]
        .filter((one) => one.workspaceId === workspaceId && one.connector === connector)
        .sort((left, right) => right.startedAtMs - left.startedAtMs || (left.id < right.id ? -1 : 1))
        .slice(0, MAX_LISTED),
    );
  }

  update({ workspaceId, id, state, workflows, readAtMs }: Parameters<Store['update']>[0]): Promise<boolean> {
    return atOnce(() => {
      const found = this.#migrations.get(id);
      if (found?.workspaceId !== workspaceId || found.updatedAtMs !== readAtMs) return false;
      const updatedAtMs = Math.max(this.#clock.nowMs(), found.updatedAtMs + 1);
      this.#migrations.set(id, { ...found, state, workflows, updatedAtMs });
      return true;
    });
  }

  measure(): ReturnType<Store['measure']> {
    return atOnce(() => ({ runs: 0, failed: 0 }));
  }
}
