import { Injectable } from '@nestjs/common';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { findStatePlace, findWhatRuns, type TestWish } from '@millrace/runtime';
import { ConnectionNames } from '../connections/connection-names.ts';
import { ServerError } from '../errors.ts';
import { QueueLimit } from '../hooks/queue-limit.ts';
import { requireNoErrors, ValidationService } from '../validation/validation.service.ts';
import { WorkflowNames } from '../workflows/workflow-names.ts';

/** Whether a draft may be tested now. */
@Injectable()
export class DraftChecks {
  constructor(
    private readonly validation: ValidationService,
    private readonly connections: ConnectionNames,
    private readonly names: WorkflowNames,
    private readonly queue: QueueLimit,
  ) {}

  requireRoom(workspaceId: string): void {
    this.queue.check(workspaceId);
  }

  /** The draft as a document of which that part can run which the test would; `workflow.invalid` otherwise. */
  async requireRunnable(workspaceId: string, draft: JsonValue, wish: TestWish): Promise<WorkflowDocument> {
    const findings = await this.validation.check(workspaceId, draft, {
      connections: await this.connections.list(workspaceId),
      workflows: await this.names.findCalled(workspaceId, draft),
    });
    const { machine } = (draft ?? {}) as { readonly machine?: unknown };
    const isWhole = findings.every(({ path, severity }) => path !== '' || severity !== 'error');
    // Without a machine, or with more than can be walked, all that is wrong is in the way.
    if (!isWhole || typeof machine !== 'object' || machine === null) requireNoErrors(findings);
    const document = draft as unknown as WorkflowDocument;
    const name = wish.state ?? wish.until;
    if (name !== undefined && findStatePlace(document.machine, name) === undefined) throw noSuchStep(name);
    requireNoErrors(findings.filter(findWhatRuns(document, wish)));
    return document;
  }
}

/** The test names a step that is not there. */
export const noSuchStep = (name: string): ServerError =>
  new ServerError('draft.step_unknown', `The draft has no step named "${name}". Save it first, or take another step.`);
