import type { WorkflowStore } from './ports.ts';
import type { WorkflowVersionDocument } from './workflow.ts';

const DEFAULT_VERSIONS = 500;
/** What tests a draft may be megabytes, and is asked for again whenever its run wakes up. */
const MAX_TESTS = 4;

/** Versions never change, so one that was read is good for ever; the least recently used make room. */
export class VersionCache {
  readonly #workflows: Pick<WorkflowStore, 'findVersion'>;
  readonly #versions: RecentPromises;
  readonly #tests = new RecentPromises(MAX_TESTS);

  constructor(workflows: Pick<WorkflowStore, 'findVersion'>, { most = DEFAULT_VERSIONS } = {}) {
    this.#workflows = workflows;
    this.#versions = new RecentPromises(most);
  }

  /** Those who ask while a version is being read wait for it. What is not there, or could not be read, is asked for again. */
  find(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    const known = this.#tests.use(versionId) ?? this.#versions.use(versionId);
    if (known !== undefined) return known;
    const version = this.#read(versionId);
    this.#versions.add(versionId, version);
    return version;
  }

  async #read(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    let version: WorkflowVersionDocument | undefined;
    try {
      version = await this.#workflows.findVersion(versionId);
    } finally {
      if (version === undefined || version.test !== undefined) this.#versions.remove(versionId);
    }
    if (version?.test !== undefined) this.#tests.add(versionId, Promise.resolve(version));
    return version;
  }
}

class RecentPromises {
  readonly #most: number;
  readonly #promises = new Map<string, Promise<WorkflowVersionDocument | undefined>>();

  constructor(most: number) {
    this.#most = most;
  }

  use(id: string): Promise<WorkflowVersionDocument | undefined> | undefined {
    const known = this.#promises.get(id);
    if (known !== undefined) this.add(id, known);
    return known;
  }

  add(id: string, promise: Promise<WorkflowVersionDocument | undefined>): void {
    this.#promises.delete(id);
    this.#promises.set(id, promise);
    const [oldest] = this.#promises.keys();
    if (this.#promises.size > this.#most && oldest !== undefined) this.#promises.delete(oldest);
  }

  remove(id: string): void {
    this.#promises.delete(id);
  }
}
