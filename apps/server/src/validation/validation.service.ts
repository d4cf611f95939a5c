import { Inject, Injectable } from '@nestjs/common';
import { inspectExpression, misfitOf } from '@millrace/expressions';
import { validate, type JsonValue, type Problem, type WorkflowDocument } from '@millrace/machine';
import {
  ConnectorCatalogue,
  findActionSummary,
  findTriggerSummary,
  versionsOf,
  type ConnectorDescription,
} from '../connectors/connector-catalogue.ts';
import { ServerError } from '../errors.ts';
import type { Finding } from '../http/problem.dto.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { SETTINGS } from '../platform/tokens.ts';
import { findVersionFindings } from './version-findings.ts';

/** What a workspace has. */
interface KnownNames {
  readonly connections?: readonly string[] | undefined;
  /** Those that the document calls. */
  readonly workflows?: ReadonlySet<string>;
}

/** Checks documents with the one function that everybody uses, told about this installation. */
@Injectable()
export class ValidationService {
  constructor(
    private readonly catalogue: ConnectorCatalogue,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
  ) {}

  /** Every problem, in document order; what may be better about versions comes last. What is not known is not missed. */
  async check(workspaceId: string, document: JsonValue, known: KnownNames = {}): Promise<Finding[]> {
    const connectors = await this.catalogue.listFor(workspaceId, document);
    return [...this.findingsOf(document, connectors, known), ...findVersionFindings(document, connectors)];
  }

  /** The document as one that can run, and what may be wrong with it; `workflow.invalid` with all problems otherwise. */
  async requireValid(
    workspaceId: string,
    document: JsonValue,
    known: KnownNames,
  ): Promise<{ document: WorkflowDocument; warnings: Finding[] }> {
    const findings = await this.check(workspaceId, document, known);
    requireNoErrors(findings);
    return { document: document as unknown as WorkflowDocument, warnings: findings };
  }

  private findingsOf(
    document: JsonValue,
    connectors: readonly ConnectorDescription[],
    { connections, workflows }: KnownNames,
  ): Finding[] {
    return validate(document, {
      ...(connections === undefined ? {} : { connections }),
      ...(workflows === undefined ? {} : { hasWorkflow: (name: string) => workflows.has(name) }),
      inspectExpression,
      misfitOf,
      findAction: (connector, action) => findActionSummary(connectors, connector, action),
      findTrigger: (connector, trigger) => findTriggerSummary(connectors, connector, trigger),
      connectorVersions: versionsOf(connectors),
      limits: this.settings.documents,
    }).map(toFinding);
  }

  /** A document's name, the one part that even a draft needs; `workflow.invalid` otherwise. */
  nameOf(document: JsonValue): string {
    const name: unknown = (document as { name?: unknown } | null)?.name;
    if (typeof name === 'string' && /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/.test(name)) return name;
    const findings = this.findingsOf(document, [], {}).filter(({ path }) => path === '/name' || path === '');
    throw new ServerError('workflow.invalid', 'The document needs a name of lower-case letters, digits and hyphens.', {
      findings,
    });
  }
}

/** `workflow.invalid` with all findings when one of them is an error. */
export function requireNoErrors(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) return;
  const message = errors === 1 ? 'The document has a problem.' : `The document has ${errors} problems.`;
  throw new ServerError('workflow.invalid', message, { findings });
}

function toFinding({ code, severity, path, message, hint }: Problem): Finding {
  return { code, severity, path, message, ...(hint === undefined ? {} : { hint }) };
}
