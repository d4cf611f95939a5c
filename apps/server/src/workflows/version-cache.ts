import { Inject, Injectable } from '@nestjs/common';
import type { WorkflowStore, WorkflowVersionDocument } from '@millrace/runtime';
import { WORKFLOW_STORE } from '../platform/tokens.ts';

const MAX_VERSIONS = 1000;

/** Published versions by id, kept in memory: they never change. The one used longest ago goes first. */
@Injectable()
export class VersionCache {
  // Look-ups, not results: the calls that come while one is under way wait for it, and do not ask as well.
  private readonly versions = new Map<string, Promise<WorkflowVersionDocument | undefined>>();

  constructor(@Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore) {}

  find(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    const version = this.versions.get(versionId) ?? this.ask(versionId);
    this.versions.delete(versionId);
    this.versions.set(versionId, version);
    const [oldest] = this.versions.keys();
    if (this.versions.size > MAX_VERSIONS && oldest !== undefined) this.versions.delete(oldest);
    return version;
  }

  private async ask(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    try {
      const version = await this.workflows.findVersion(versionId);
      // What tests a draft may be large, and is read for one run.
      if (version === undefined || version.test !== undefined) this.versions.delete(versionId);
      return version;
    } catch (cause) {
      // A failed look-up is no answer for later.
      this.versions.delete(versionId);
      throw cause;
    }
  }
}
