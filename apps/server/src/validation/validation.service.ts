import { Inject, Injectable } from '@nestjs/common';
import { inspectExpression, misfitOf } from '@millrace/expressions';
import { validate, type JsonValue, type Problem, type WorkflowDocument } from '@millrace/machine';
import { findActionSummary, versionsOf, type ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { ServerError } from '../errors.ts';
import type { Finding } from '../http/problem.dto.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { CONNECTOR_CATALOGUE, SETTINGS } from '../platform/tokens.ts';

/** Checks documents with the one function that everybody uses, told about this installation. */
@Injectable()
export class ValidationService {
  constructor(
    @Inject(CONNECTOR_CATALOGUE) private readonly catalogue: ConnectorCatalogue,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
  ) {}

  /** Every problem, in document order. Without `connections` none is missed. */
  check(document: JsonValue, connections?: readonly string[]): Finding[] {
    const connectors = this.catalogue.describe();
    return validate(document, {
      ...(connections === undefined ? {} : { connections }),
      inspectExpression,
      misfitOf,
      findAction: (connector, action) => findActionSummary(connectors, connector, action),
      connectorVersions: versionsOf(connectors),
      limits: this.settings.documents,
    }).map(toFinding);
  }

  /** The document as one that can run; `workflow.invalid` with all problems otherwise. */
  requireValid(document: JsonValue, connections: readonly string[]): WorkflowDocument {
    const findings = this.check(document, connections);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    if (errors > 0) {
      const message = errors === 1 ? 'The document has a problem.' : `The document has ${errors} problems.`;
      throw new ServerError('workflow.invalid', message, { findings });
    }
    return document as unknown as WorkflowDocument;
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
