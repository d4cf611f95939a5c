import type { WorkflowDocument } from '@millrace/machine';
import { useEffect, useState } from 'react';
import type { ConnectorDescription, Finding } from '../../../lib/contract.ts';
import { isSame } from '../../../lib/json.ts';
import { runTests } from '../../../lib/workflow-tests/ask-test-worker.ts';
import { inputSchemasOf } from '../../../lib/workflow-tests/input-schemas.ts';
import { readTests } from '../../../lib/workflow-tests/read-tests.ts';

/** Longer than the check of a document: a test runs all of it. */
const DELAY_MS = 1000;
const NONE: readonly Finding[] = [];

/** The document's tests that fail, a second after the last edit. Those of a draft whose tests cannot all be read are not run. */
export function useFailingTests(
  document: WorkflowDocument,
  connectors: readonly ConnectorDescription[],
): readonly Finding[] {
  const [failing, setFailing] = useState(NONE);
  const hasTests = (document.tests?.length ?? 0) > 0;
  useEffect(() => {
    const tests = readTests(document);
    if (typeof Worker === 'undefined' || tests.length === 0 || tests.length !== document.tests?.length)
      return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      void runTests(
        { document, tests, inputSchemas: inputSchemasOf(document, connectors) },
        { signal: controller.signal },
      )
        // What was called off, or came to no end, is told of by the next edit, and at the latest by publishing.
        .catch(() => NONE)
        .then((found) => {
          if (!controller.signal.aborted) setFailing((before) => (isSame(before, found) ? before : found));
        });
    }, DELAY_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [document, connectors]);
  return hasTests ? failing : NONE;
}
