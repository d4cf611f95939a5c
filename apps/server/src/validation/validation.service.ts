import { Inject, Injectable } from '@nestjs/common';
import { inspectExpression, misfitOf } from '@millrace/expressions';
import { validate, type JsonValue, type Problem, type WorkflowDocument } from '@millrace/machine';
import { findActionSummary, versionsOf, type ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { ServerError } from '../errors.ts';
import type { Finding } from '../http/problem.dto.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { CONNECTOR_CATALOGUE, SETTINGS } from '../platform/tokens.ts';

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
    @Inject(CONNECTOR_CATALOGUE) private readonly catalogue: ConnectorCatalogue,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
  ) {}

  /** Every problem, in document order. What is not known is not missed. */
  check(document: JsonValue, { connections, workflows }: KnownNames = {}): Finding[] {
    const connectors = this.catalogue.describe();
    return validate(document, {
      ...(connections === undefined ? {} : { connections }),
      ...(workflows === undefined ? {} : { hasWorkflow: (name: string) => workflows.has(name) }),
      inspectExpression,
      misfitOf,
      findAction: (connector, action) => findActionSummary(connectors, connector, action),
      connectorVersions: versionsOf(connectors),
      limits: this.settings.documents,
    }).map(toFinding);
  }

  /** The document as one that can run, and what may be wrong with it; `workflow.invalid` with all problems otherwise. */
  requireValid(document: JsonValue, known: KnownNames): { document: WorkflowDocument; warnings: Finding[] } {
    const findings = this.check(document, known);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    if (errors > 0) {
      const message = errors === 1 ? 'The document has a problem.' : `The document has ${errors} problems.`;
      throw new ServerError('workflow.invalid', message, { findings });
    }
    return { document: document as unknown as WorkflowDocument, warnings: findings };
  }

  /** A document's name, the one part that even a draft needs; `workflow.invalid` otherwise. */
  nameOf(document: JsonValue): string {
    const name: unknown = (document as { name?: unknown } | null)?.name;
    if (typeof name === 'string' && /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/.test(name)) return name;
    const findings = this.check(document).filter(({ path }) => path === '/name' || path === '');
    throw new ServerError('workflow.invalid', 'The document needs a name of lower-case letters, digits and hyphens.', {
      findings,
    });
  }
}

function toFinding({ code, severity, path, message, hint }: Problem): Finding {
  return { code, severity, path, message, ...(hint === undefined ? {} : { hint }) };
}
