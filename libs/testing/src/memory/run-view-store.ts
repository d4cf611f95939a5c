import { MAX_RUN_VIEWS, RuntimeError, type Clock, type RunView, type RunViewStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

/** Saved views of the list of runs in memory. */
export class MemoryRunViewStore implements RunViewStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #views = new Map<string, RunView>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  list({ workspaceId }: { readonly workspaceId: string }): Promise<readonly RunView[]> {
    return atOnce(() => this.#of(workspaceId));
  }

  create(view: Parameters<RunViewStore['create']>[0]): Promise<RunView> {
    return atOnce(() => {
      this.#requireFree(view);
      if (this.#of(view.workspaceId).length >= MAX_RUN_VIEWS)
        throw new RuntimeError('runs.view_limit_reached', `The workspace has ${MAX_RUN_VIEWS} views.`);
      const made = { ...view, createdAtMs: this.#clock.nowMs() };
      this.#views.set(view.id, made);
      return made;
    });
  }

  change({ workspaceId, id, ...change }: Parameters<RunViewStore['change']>[0]): Promise<RunView | undefined> {
    return atOnce(() => {
      const found = this.#find(workspaceId, id);
      if (found === undefined) return undefined;
      const given = Object.entries(change).filter(([, value]) => (value as unknown) !== undefined);
      const changed: RunView = { ...found, ...Object.fromEntries(given) };
      this.#requireFree(changed);
      this.#views.set(id, changed);
      return changed;
    });
  }

  remove({ workspaceId, id }: Parameters<RunViewStore['remove']>[0]): Promise<boolean> {
    return atOnce(() => this.#find(workspaceId, id) !== undefined && this.#views.delete(id));
  }

  #of(workspaceId: string): readonly RunView[] {
    return [...this.#views.values()].filter((view) => view.workspaceId === workspaceId);
  }

  #find(workspaceId: string, id: string): RunView | undefined {
    const found = this.#views.get(id);
    return found?.workspaceId === workspaceId ? found : undefined;
  }

  #requireFree({ workspaceId, id, name }: Pick<RunView, 'workspaceId' | 'id' | 'name'>): void {
    const other = this.#of(workspaceId).find((view) => view.name.toLowerCase() === name.toLowerCase());
    if (other === undefined || other.id === id) return;
    throw new RuntimeError('runs.view_name_taken', `There is a view “${name}” already.`);
  }
}
