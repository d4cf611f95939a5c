import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject, JsonValue } from '@millrace/machine';
import type { WorkflowStore } from '@millrace/runtime';
import { WORKFLOW_STORE } from '../platform/tokens.ts';

/** Which of the workflows that a document calls its workspace has: what checking the document needs to know. */
@Injectable()
export class WorkflowNames {
  constructor(@Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore) {}

  async findCalled(workspaceId: string, document: JsonValue): Promise<ReadonlySet<string>> {
    const names = calledBy(document);
    if (names.size === 0) return names;
    return new Set(await this.workflows.findNames({ workspaceId, names: [...names] }));
  }

  /** Those that it does not have, by name. */
  async findMissing(workspaceId: string, document: JsonValue): Promise<readonly string[]> {
    const found = await this.findCalled(workspaceId, document);
    return [...calledBy(document)].filter((name) => !found.has(name)).sort();
  }
}

const CALL = /^workflow:([a-z0-9-]{1,64})(?:\.|$)/;

function calledBy(document: JsonValue): ReadonlySet<string> {
  const names = new Set<string>();
  collect(document, names);
  return names;
}

/** A document may be anything: whatever looks like a call, wherever it stands, is asked for. */
function collect(value: JsonValue, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value as JsonObject)) {
    if (typeof part !== 'string') collect(part, names);
    else if (key === 'Resource') {
      const name = CALL.exec(part)?.[1];
      if (name !== undefined) names.add(name);
    } else if (key === 'onFailure') names.add(part);
  }
}
