import { RuntimeError, type CapturedCall, type CaptureStore, type Clock, type Page } from '@millrace/runtime';
import { atOnce } from './at-once.ts';
import { isUuid } from './uuid-time.ts';
import type { MemoryWorkflowStore } from './workflow-store.ts';

interface Around {
  readonly workflows: MemoryWorkflowStore;
  readonly findWorkspaceId: (slug: string) => string | undefined;
}
type Address = Parameters<CaptureStore['hasListener']>[0];

/** Calls of test addresses in memory. */
export class MemoryCaptureStore implements CaptureStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #around: Around;
  /** By workflow, newest first. */
  readonly #calls = new Map<string, readonly CapturedCall[]>();

  constructor(clock: Pick<Clock, 'nowMs'>, around: Around) {
    this.#clock = clock;
    this.#around = around;
  }

  hasListener(address: Address): Promise<boolean> {
    return atOnce(() => this.#listenersOf(address).size > 0);
  }

  keep({ workspaceSlug, capture, most }: Parameters<CaptureStore['keep']>[0]): Promise<readonly string[]> {
    return atOnce(() => {
      const listeners = this.#listenersOf({ workspaceSlug, path: capture.path });
      for (const [workflowId, triggerId] of listeners) {
        const kept = { ...capture, triggerId, capturedAtMs: this.#clock.nowMs() };
        this.#calls.set(workflowId, [kept, ...this.read(workflowId)].slice(0, most));
      }
      return [...listeners.keys()];
    });
  }

  list(request: Parameters<CaptureStore['list']>[0]): Promise<Page<CapturedCall>> {
    const { cursor, limit, maxBodyBytes, ...named } = request;
    return atOnce(() => {
      if (cursor !== undefined && !isUuid(cursor)) {
        throw new RuntimeError('list.cursor_invalid', 'The cursor is none that a list has given out.');
      }
      const calls = this.read(this.#around.workflows.requireId(named));
      const rest = calls.filter(({ id }) => cursor === undefined || id < cursor);
      let bodyBytes = 0;
      const items = rest.slice(0, limit).filter(({ body }) => {
        const isShown = bodyBytes < maxBodyBytes;
        bodyBytes += Buffer.byteLength(body);
        return isShown;
      });
      const last = items.at(-1);
      return items.length < rest.length && last !== undefined ? { items, nextCursor: last.id } : { items };
    });
  }

  remove({ id, ...named }: Parameters<CaptureStore['remove']>[0]): Promise<void> {
    return atOnce(() => {
      const workflowId = this.#around.workflows.requireId(named);
      this.#calls.set(workflowId, id === undefined ? [] : this.read(workflowId).filter((call) => call.id !== id));
    });
  }

  /** Those of a workflow. */
  read(workflowId: string): readonly CapturedCall[] {
    return this.#calls.get(workflowId) ?? [];
  }

  #listenersOf({ workspaceSlug, path }: Address): ReadonlyMap<string, string> {
    const workspaceId = this.#around.findWorkspaceId(workspaceSlug);
    return workspaceId === undefined ? new Map() : this.#around.workflows.listListeners({ workspaceId, path });
  }
}
