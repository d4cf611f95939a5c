import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import type { KeptStepSchemas, StepSchema, StepSchemaStore } from '@millrace/runtime';
import { CONNECTOR_CALLS } from '../connector-versions/connector-registry-tokens.ts';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import type { Finding } from '../http/problem.dto.ts';
import { findDynamicParts } from './find-dynamic-parts.ts';
import { findMisfits } from './find-misfits.ts';
import { resolveParts, type ResolvedPart, type SchemaReads } from './resolve-parts.ts';
import { STEP_SCHEMA_STORE } from './step-schema-tokens.ts';

/** Somebody waits for it to be published. */
const PUBLISHING_MS = 20_000;

/** What services say about parts of a document that only they know. */
export interface ReadStepSchemas {
  readonly schemas: readonly StepSchema[];
  /** Whether all services have answered. */
  readonly isWhole: boolean;
  /** What does not fit, and which services say nothing. */
  readonly findings: readonly Finding[];
}

/** Schemas that belong to a published version: read once, when it is published, and kept with it. */
@Injectable()
export class StepSchemas {
  constructor(
    private readonly catalogue: ConnectorCatalogue,
    @Inject(CONNECTOR_CALLS) private readonly reads: SchemaReads,
    @Inject(STEP_SCHEMA_STORE) private readonly store: StepSchemaStore,
  ) {}

  /** Asks services about a document that has been checked. Resolves whatever they do, within the time given. */
  async read(
    workspaceId: string,
    document: WorkflowDocument,
    { signal = AbortSignal.timeout(PUBLISHING_MS) } = {},
  ): Promise<ReadStepSchemas> {
    const connectors = await this.catalogue.listFor(workspaceId, document as unknown as JsonValue);
    const manifests = connectors.map(({ manifest }) => manifest);
    const parts = await resolveParts(this.reads, findDynamicParts(document, manifests), { workspaceId, signal });
    const schemas = parts.flatMap(toStepSchema);
    return { schemas, isWhole: schemas.length === parts.length, findings: findMisfits(parts) };
  }

  /** Of a version that is published now. Where no service has answered, the weekly comparison asks again. */
  async keep(versionId: string, { schemas, isWhole }: ReadStepSchemas): Promise<void> {
    if (isWhole || schemas.length > 0) await this.store.keep({ versionId, schemas });
  }

  /** Of a version. None is as good as never asked. */
  async find(versionId: string): Promise<KeptStepSchemas> {
    return (await this.store.find(versionId)) ?? { schemas: [], changes: [] };
  }

  /** What services say otherwise than when these versions were published, as findings, by version. */
  async findChanges(versionIds: readonly string[]): Promise<ReadonlyMap<string, readonly Finding[]>> {
    const found = versionIds.length === 0 ? [] : await this.store.findChanges(versionIds);
    return new Map(found.map(({ versionId, changes }) => [versionId, changes.map(toFinding)]));
  }
}

const toStepSchema = (resolved: ResolvedPart): readonly StepSchema[] =>
  'schema' in resolved ? [{ path: resolved.path, part: resolved.part, schema: resolved.schema }] : [];

const toFinding = ({ path, message }: KeptStepSchemas['changes'][number]): Finding => ({
  ...{ code: 'connector.schema_changed', severity: 'warning', path, message },
  hint: 'Open the step, see whether it still says what you mean, and publish again.',
});
