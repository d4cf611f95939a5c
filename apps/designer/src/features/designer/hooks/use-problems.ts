import type { WorkflowDocument } from '@millrace/machine';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConnectorDescription, Finding } from '../../../lib/contract.ts';
import { isSame } from '../../../lib/json.ts';
import type { CheckRequest } from '../../../workers/check.worker.ts';
import { DocumentCheck } from '../model/document-check.ts';
import { useFailingTests } from './use-failing-tests.ts';

const DELAY_MS = 300;

interface Problems {
  /** As they were 300 ms after the last edit, with the tests that fail. */
  readonly found: readonly Finding[];
  /** Checks a document at once; undefined when that cannot be had: then the server's own check has to do. */
  readonly check: (document: WorkflowDocument) => Promise<readonly Finding[] | undefined>;
}

const startWorker = (): Worker =>
  new Worker(new URL('../../../workers/check.worker.ts', import.meta.url), { type: 'module' });

const withFailing = (problems: readonly Finding[], failing: readonly Finding[]): readonly Finding[] =>
  failing.length === 0 ? problems : [...problems, ...failing];

/** Both came as JSON, which their types do not say. */
const questionOf = (
  document: WorkflowDocument,
  connectors: readonly ConnectorDescription[],
): Omit<CheckRequest, 'id'> => ({ document, connectors }) as unknown as Omit<CheckRequest, 'id'>;

/** The document's problems. Nothing is said of it before its connectors are known: another version has other fields. */
export function useProblems(
  document: WorkflowDocument,
  connectors: readonly ConnectorDescription[],
  areKnown: boolean,
): Problems {
  const checks = useRef<DocumentCheck>(undefined);
  const [problems, setProblems] = useState<readonly Finding[]>([]);
  useEffect(() => {
    if (typeof Worker === 'undefined') return undefined;
    // The same problems stay the same objects, so that nothing is drawn anew for them.
    const started = new DocumentCheck(startWorker(), (newest) =>
      setProblems((before) => (isSame(before, newest) ? before : newest)),
    );
    checks.current = started;
    return () => started.close();
  }, []);
  const ask = useCallback(
    async (asked: WorkflowDocument) => (areKnown ? checks.current?.ask(questionOf(asked, connectors)) : undefined),
    [connectors, areKnown],
  );
  useEffect(() => {
    const timer = setTimeout(() => void ask(document), DELAY_MS);
    return () => clearTimeout(timer);
  }, [document, ask]);
  const failing = useFailingTests(document, connectors);
  const found = useMemo(() => withFailing(problems, failing), [problems, failing]);
  return {
    found,
    check: async (asked) => {
      const problems = await ask(asked);
      return problems && withFailing(problems, failing);
    },
  };
}
