import { Injectable } from '@nestjs/common';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import type { WorkflowTestResult } from '@millrace/workflow-tests';
import { ConnectorCatalogue } from '../connectors/connector-catalogue.ts';
import { ServerError } from '../errors.ts';
import { findInputSchemas } from './input-schemas.ts';
import { TestThreads } from './test-threads.ts';

/** Runs the tests that documents keep, against the connectors that a workspace has. */
@Injectable()
export class WorkflowTestsService {
  constructor(
    private readonly catalogue: ConnectorCatalogue,
    private readonly threads: TestThreads,
  ) {}

  /** The results of a valid document's tests, in its order; `test.not_found` for a name that it does not have. */
  async run(
    workspaceId: string,
    document: WorkflowDocument,
    names?: readonly string[],
  ): Promise<readonly WorkflowTestResult[]> {
    const all = document.tests ?? [];
    const tests = names === undefined ? all : all.filter(({ name }) => names.includes(name));
    const missing = names?.find((name) => !all.some((test) => test.name === name));
    if (missing !== undefined) {
      const message = `The workflow has no test named "${missing}". Leave \`names\` out to run all that it has.`;
      throw new ServerError('test.not_found', message);
    }
    if (tests.length === 0) return [];
    const json = document as unknown as JsonValue;
    const inputSchemas = findInputSchemas(json, await this.catalogue.listFor(workspaceId, json));
    return this.threads.run({ document, tests, inputSchemas });
  }
}
