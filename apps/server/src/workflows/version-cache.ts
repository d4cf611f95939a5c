import { Inject, Injectable } from '@nestjs/common';
import type { WorkflowStore, WorkflowVersionDocument } from '@millrace/runtime';
import { WORKFLOW_STORE } from '../platform/tokens.ts';

const MAX_VERSIONS = 1000;

/** Published versions by id, kept in memory: they never change. The one used longest ago goes first. */
@Injectable()
export class VersionCache {
  private readonly versions = new Map<string, WorkflowVersionDocument>();

  constructor(@Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore) {}

  async find(versionId: string): Promise<WorkflowVersionDocument | undefined> {
    const known = this.versions.get(versionId);
    const version = known ?? (await this.workflows.findVersion(versionId));
    if (version === undefined) return undefined;
    this.versions.delete(versionId);
    this.versions.set(versionId, version);
    const [oldest] = this.versions.keys();
    if (this.versions.size > MAX_VERSIONS && oldest !== undefined) this.versions.delete(oldest);
    return version;
  }
}
