import type { WorkflowDocument, WorkflowTest } from '@millrace/machine';
import type { WorkflowTestResult } from '@millrace/workflow-tests';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { wantedConnectors } from '../named-connectors.ts';
import { useConnectorsWith } from '../queries/connectors.ts';
import { runTests } from './ask-test-worker.ts';
import { inputSchemasOf } from './input-schemas.ts';

/** The newest results of a document's tests. */
export interface TestResults {
  /** Test name -> what became of it. */
  readonly results: ReadonlyMap<string, WorkflowTestResult>;
  readonly isRunning: boolean;
  readonly error: Error | null;
  /** Runs these, as they are given. */
  readonly run: (tests: readonly WorkflowTest[]) => void;
}

const NO_TESTS: readonly WorkflowTest[] = [];
const EMPTY: Omit<TestResults, 'run'> = { results: new Map(), isRunning: false, error: null };

/** Runs the tests of a document in a worker, and again so long after it has changed. It takes milliseconds, and nothing is called. */
export function useTestResults(document: WorkflowDocument, { delayMs = 0 } = {}): TestResults {
  const connectors = useConnectorsWith(useMemo(() => wantedConnectors(document), [document]));
  const { connectors: pins } = document;
  const inputSchemas = useMemo(
    () => inputSchemasOf({ ...(pins && { connectors: pins }) }, connectors),
    [pins, connectors],
  );
  const [state, setState] = useState(EMPTY);
  const current = useRef<AbortController>(undefined);
  const { tests = NO_TESTS } = document;
  const run = useCallback(
    (wanted: readonly WorkflowTest[]): void => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      const { signal } = controller;
      const found = new Map<string, WorkflowTestResult>();
      setState((before) => ({ ...before, isRunning: true, error: null }));
      const end = (error: Error | null): void => {
        if (signal.aborted) return;
        // Only names that are still there, so that a test that was renamed does not haunt the list.
        const names = new Set([...tests, ...wanted].map(({ name }) => name));
        setState(({ results }) => ({
          results: new Map([...results, ...found].filter(([name]) => names.has(name))),
          isRunning: false,
          error,
        }));
      };
      const onResult = (result: WorkflowTestResult): void => void found.set(result.name, result);
      runTests({ document, tests: wanted, inputSchemas }, { signal, onResult }).then(
        () => end(null),
        (error: unknown) => end(error instanceof Error ? error : new Error(String(error))),
      );
    },
    [document, tests, inputSchemas],
  );
  useEffect(() => {
    if (typeof Worker === 'undefined') return undefined;
    const timer = setTimeout(() => (tests.length > 0 ? run(tests) : setState(EMPTY)), delayMs);
    return () => {
      clearTimeout(timer);
      current.current?.abort();
    };
  }, [run, tests, delayMs]);
  return { ...state, run };
}
