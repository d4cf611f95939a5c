import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import type { Actor, Workflow, WorkflowStore } from '@millrace/runtime';
import { ConnectorCatalogue, type ConnectorDescription } from '../connectors/connector-catalogue.ts';
import { findPins, findUsedConnectors } from '../connectors/named-connectors.ts';
import type { Finding } from '../http/problem.dto.ts';
import { mayDo } from '../http/permissions.ts';
import { WORKFLOW_STORE } from '../platform/tokens.ts';
import { PublishChecks } from '../workflow-tests/publish-checks.ts';
import { WorkflowNames } from '../workflows/workflow-names.ts';
import type { VersionParams } from '../workflows/workflows.dto.ts';
import { ConnectionCandidates } from './connection-candidates.ts';
import { replaceConnections } from './connection-places.ts';
import { isSomebodysWork } from './is-somebodys-work.ts';
import { PromotionSource } from './promotion-source.ts';
import type { PreviewPromotionRequest, PromotionPreviewDto } from './promotions.dto.ts';

type MissingConnector = PromotionPreviewDto['connectors'][number];

/** What promoting a version would meet and change there. Writes nothing. */
@Injectable()
export class PromotionPreviewService {
  constructor(
    @Inject(WORKFLOW_STORE) private readonly workflows: WorkflowStore,
    private readonly source: PromotionSource,
    private readonly candidates: ConnectionCandidates,
    private readonly catalogue: ConnectorCatalogue,
    private readonly names: WorkflowNames,
    private readonly checks: PublishChecks,
  ) {}

  async read(actor: Actor, params: VersionParams, request: PreviewPromotionRequest): Promise<PromotionPreviewDto> {
    const { version, there } = await this.source.find(actor, params, request.workspace);
    const { id: workspaceId, slug, name, stage } = there.workspace;
    const connections = await this.candidates.find(workspaceId, version.document, request.connections ?? {});
    const chosen = connections.flatMap((one) => (one.chosen === undefined ? [] : [[one.name, one.chosen] as const]));
    const document = replaceConnections(version.document, Object.fromEntries(chosen));
    const json = document as unknown as JsonValue;
    const [connectors, workflows, problems, standing] = await Promise.all([
      this.findMissing(workspaceId, json),
      this.names.findMissing(workspaceId, json),
      this.checks.check(workspaceId, json),
      this.readStanding(workspaceId, params.name, document),
    ]);
    return {
      ...{ workspace: { slug, name, stage }, mayPublish: mayDo(there, 'workflow.publish') },
      ...{ connections: [...connections], connectors: [...connectors], ...standing, document: { ...document } },
      // Two workflows may call each other: itself is there once it is.
      workflows: workflows.filter((called) => called !== params.name),
      problems: problems.filter((problem) => !isToldOtherwise(problem, connectors)),
    };
  }

  private async findMissing(workspaceId: string, document: JsonValue): Promise<readonly MissingConnector[]> {
    const [found, pins] = [await this.catalogue.listFor(workspaceId, document), findPins(document)];
    return [...findUsedConnectors(document)].sort().flatMap((name) => {
      const connector = found.find(({ manifest }) => manifest.name === name);
      return describeMissing(name, pins.get(name), connector);
    });
  }

  private async readStanding(
    workspaceId: string,
    name: string,
    document: WorkflowDocument,
  ): Promise<Pick<PromotionPreviewDto, 'draft' | 'live'>> {
    const [workflow, draft] = await Promise.all([
      this.workflows.find({ workspaceId, name }),
      this.workflows.findDraft({ workspaceId, name }),
    ]);
    if (workflow === undefined || draft === undefined) return { draft: 'none' };
    const live = await this.readLive(workflow);
    return { draft: isSomebodysWork(workflow, draft, document) ? 'changed' : 'unchanged', ...live };
  }

  private async readLive({ liveVersion }: Workflow): Promise<Pick<PromotionPreviewDto, 'live'>> {
    const version = liveVersion === undefined ? undefined : await this.workflows.findVersion(liveVersion.id);
    if (version?.number === undefined) return {};
    return { live: { number: version.number, document: { ...version.document } } };
  }
}

function describeMissing(
  name: string,
  version: string | undefined,
  found: ConnectorDescription | undefined,
): readonly MissingConnector[] {
  const { versions = [], unapproved = [] } = found ?? {};
  const about = {
    name,
    versions: [...versions],
    needs: [...unapproved],
    ...(version === undefined ? {} : { version }),
  };
  if (found === undefined) return [{ ...about, state: 'missing' }];
  if (version !== undefined && !versions.includes(version)) return [{ ...about, state: 'version_missing' }];
  return unapproved.length > 0 ? [{ ...about, state: 'not_approved' }] : [];
}

/** What the lists of connections, connectors and workflows say is not said twice; what may be better there is no problem. */
function isToldOtherwise({ code, severity, path }: Finding, connectors: readonly MissingConnector[]): boolean {
  if (severity !== 'error' || code === 'connection.not_found') return true;
  if (code === 'connector.connector_unknown') return connectors.some(({ state }) => state === 'missing');
  return connectors.some(({ name }) => path === `/connectors/${name}`);
}
