import { Injectable } from '@nestjs/common';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { problemsOf } from '@millrace/workflow-tests';
import { ConnectionNames } from '../connections/connection-names.ts';
import type { Finding } from '../http/problem.dto.ts';
import { requireNoErrors, ValidationService } from '../validation/validation.service.ts';
import { WorkflowNames } from '../workflows/workflow-names.ts';
import { WorkflowTestsService } from './workflow-tests.service.ts';

/** What is looked at before a document becomes a version: all that is known of it, and its tests. */
@Injectable()
export class PublishChecks {
  constructor(
    private readonly validation: ValidationService,
    private readonly connections: ConnectionNames,
    private readonly names: WorkflowNames,
    private readonly tests: WorkflowTestsService,
  ) {}

  /** Every problem of a document of any shape; tests are not run. */
  async check(workspaceId: string, document: JsonValue): Promise<readonly Finding[]> {
    return this.validation.check(workspaceId, document, await this.known(workspaceId, document));
  }

  /** The document as one that can be published, and what may be wrong with it; `workflow.invalid` with all findings otherwise. */
  async requirePublishable(
    workspaceId: string,
    draft: JsonValue,
  ): Promise<{ readonly document: WorkflowDocument; readonly warnings: readonly Finding[] }> {
    const known = await this.known(workspaceId, draft);
    const { document, warnings } = await this.validation.requireValid(workspaceId, draft, known);
    const failing = problemsOf(document, await this.tests.run(workspaceId, document));
    const findings = [...warnings, ...failing];
    requireNoErrors(findings);
    return { document, warnings: findings };
  }

  /** Tests that pass with one valid document and fail with another of the same tests. */
  async findBroken(
    workspaceId: string,
    before: WorkflowDocument,
    after: WorkflowDocument,
  ): Promise<readonly Finding[]> {
    const failing = problemsOf(after, await this.tests.run(workspaceId, after));
    if (failing.length === 0) return [];
    const known = new Set(problemsOf(before, await this.tests.run(workspaceId, before)).map(({ path }) => path));
    return failing.filter(({ path }) => !known.has(path));
  }

  private async known(workspaceId: string, document: JsonValue) {
    return {
      connections: await this.connections.list(workspaceId),
      workflows: await this.names.findCalled(workspaceId, document),
    };
  }
}
