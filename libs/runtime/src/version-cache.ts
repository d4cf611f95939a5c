import type { WorkflowStore } from './ports.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

const MAX_VERSIONS = 500;

/** Versions never change, so one that was read is good for ever; the least recently used make room. */
export class VersionCache {
  readonly #workflows: Pick<WorkflowStore, 'findVersion'>;
  readonly #versions = new Map<string, Promise<WorkflowVersionDocument | undefined>>();

  constructor(workflows: Pick<WorkflowStore, 'findVersion'>) {
    this.#workflows = workflows;
  }

  find(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    const known = this.#versions.get(versionId);
    this.#versions.delete(versionId);
    const version = known ?? this.#read(versionId);
    this.#versions.set(versionId, version);
    const [oldest] = this.#versions.keys();
    if (this.#versions.size > MAX_VERSIONS && oldest !== undefined) this.#versions.delete(oldest);
    return version;
  }

  async #read(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    try {
      const version = await this.#workflows.findVersion(versionId);
      // What tests a draft may be large, and is read for one run.
      if (version === undefined || version.test !== undefined) this.#versions.delete(versionId);
      return version;
    } catch (cause) {
      // A failure must not be remembered.
      this.#versions.delete(versionId);
      throw cause;
    }
  }
}
