import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { compareSchemas, type SchemaChange } from '@millrace/connector-sdk/platform';
import {
  findUnapproved,
  permissionsOf,
  RuntimeError,
  type Actor,
  type VersionHistory,
  type Workflow,
  type WorkflowCaller,
  type WorkflowStore,
} from '@millrace/runtime';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { findPins, findUsedConnectors } from '../connectors/named-connectors.ts';
import { VERSION_HISTORY, WORKFLOW_STORE } from '../platform/tokens.ts';
import { noSuchWorkflow } from './no-such-workflow.ts';
import { VersionCache } from './version-cache.ts';
import type { ImpactDto } from './versions.dto.ts';

const MAX_CALLERS = 100;

/** What a document that becomes live would mean for those who rely on the one that is. */
@Injectable()
export class PublishImpactService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    @Inject(VERSION_HISTORY) private readonly history: VersionHistory,
    private readonly versions: VersionCache,
    private readonly catalogue: ConnectorCatalogue,
  ) {}

  async read(actor: Actor, name: string, number: number | undefined): Promise<ImpactDto> {
    const workspaceId = actor.workspace.id;
    const workflow = await this.workflows.find({ workspaceId, name });
    if (workflow === undefined) throw noSuchWorkflow(name);
    const [live, next, callers] = await Promise.all([
      this.readLive(workflow),
      this.readNext(workflow, number),
      this.history.listCallers({ workspaceId, name, limit: MAX_CALLERS }),
    ]);
    return {
      ...(workflow.liveVersion === undefined ? {} : { live: workflow.liveVersion.number }),
      schema:
        live === undefined ? [] : [...changesOfInput(live, next, callers), ...changesOfOutput(live, next, callers)],
      permissions: live === undefined ? [] : await this.findPermissions(workspaceId, live, next),
      callers: callers.map(({ workflow: caller }) => caller),
    };
  }

  private async readLive({ liveVersion }: Workflow): Promise<JsonValue | undefined> {
    const version = liveVersion === undefined ? undefined : await this.versions.find(liveVersion.id);
    return version?.document as JsonValue | undefined;
  }

  private async readNext({ workspaceId, name }: Workflow, number: number | undefined): Promise<JsonValue> {
    if (number === undefined) return (await this.workflows.findDraft({ workspaceId, name }))?.document ?? {};
    const version = await this.workflows.findVersionByNumber({ workspaceId, name, number });
    if (version === undefined) {
      throw new RuntimeError('workflow.version_not_found', `"${name}" has no version ${number}.`);
    }
    return version.document as unknown as JsonValue;
  }

  private async findPermissions(
    workspaceId: string,
    live: JsonValue,
    next: JsonValue,
  ): Promise<ImpactDto['permissions']> {
    const [before, after] = [connectorsOf(live), connectorsOf(next)];
    const found = [];
    for (const [name, version] of after) {
      if (before.has(name) && before.get(name) === version) continue;
      const wanted = await this.catalogue.find(workspaceId, { name, version });
      if (wanted === undefined) continue;
      const former = before.has(name)
        ? await this.catalogue.find(workspaceId, { name, version: before.get(name) })
        : undefined;
      const added = findUnapproved(
        permissionsOf(wanted.manifest),
        former === undefined ? [] : [permissionsOf(former.manifest)],
      );
      if (added.length > 0) found.push({ connector: name, title: wanted.manifest.title, added: [...added] });
    }
    return found;
  }
}

/** Every connector that a document calls, with the version that it pins. */
function connectorsOf(document: JsonValue): ReadonlyMap<string, string | undefined> {
  const pins = findPins(document);
  return new Map([...findUsedConnectors(document)].sort().map((name) => [name, pins.get(name)]));
}

function schemaOf(document: JsonValue, part: 'input' | 'output'): JsonObject {
  const schema = (document as Partial<Record<typeof part, JsonValue>> | null)?.[part];
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? (schema as JsonObject) : {};
}

/** Callers send it: it may take more than before, and not less. */
function changesOfInput(live: JsonValue, next: JsonValue, callers: readonly WorkflowCaller[]): ImpactDto['schema'] {
  return compareSchemas(schemaOf(live, 'input'), schemaOf(next, 'input')).map((found) => {
    // Whoever sends more than is named is only refused where nothing else may be sent.
    const isBreaking = found.effect !== 'widened' && found.rule !== 'property.removed';
    return toChange('input', found, { isBreaking, affects: isBreaking ? callers : [] });
  });
}

/** Callers read it: it may say more than before, and not less. */
function changesOfOutput(live: JsonValue, next: JsonValue, callers: readonly WorkflowCaller[]): ImpactDto['schema'] {
  return compareSchemas(schemaOf(live, 'output'), schemaOf(next, 'output')).map((found) => {
    const isBreaking =
      found.rule === 'property.removed' || (found.effect !== 'narrowed' && found.rule !== 'property.added');
    const member = found.path.split('/').findLast((part) => part !== '' && part !== '*');
    const readers = callers.filter(({ reads }) => member === undefined || reads.includes(member));
    return toChange('output', found, { isBreaking, affects: isBreaking ? readers : [] });
  });
}

function toChange(
  part: 'input' | 'output',
  { path, rule, before, after }: SchemaChange,
  { isBreaking, affects }: { readonly isBreaking: boolean; readonly affects: readonly WorkflowCaller[] },
): ImpactDto['schema'][number] {
  return {
    ...{ part, path, rule, isBreaking, affects: affects.map(({ workflow }) => workflow) },
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
