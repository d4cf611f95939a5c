import { Inject, Injectable } from '@nestjs/common';
import { VersionCache as RuntimeVersionCache, type WorkflowStore } from '@millrace/runtime';
import { WORKFLOW_STORE } from '../platform/tokens.ts';

const MAX_VERSIONS = 1000;

/** The versions that the doors of this server ask for. */
@Injectable()
export class VersionCache extends RuntimeVersionCache {
  constructor(@Inject(WORKFLOW_STORE) workflows: WorkflowStore) {
    super(workflows, { most: MAX_VERSIONS });
  }
}
