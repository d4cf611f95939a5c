import type { WorkflowDocument } from '@millrace/machine';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ConnectorDescription, Finding } from '../../../lib/contract.ts';
import { isSame } from '../../../lib/json.ts';
import type { CheckAnswer } from '../../../workers/check.worker.ts';
import { useFailingTests } from './use-failing-tests.ts';

const DELAY_MS = 300;

/** The document's problems, 300 ms after the last edit, and its tests that fail. */
export function useProblems(
  document: WorkflowDocument,
  connectors: readonly ConnectorDescription[],
): readonly Finding[] {
  const worker = useRef<Worker>(undefined);
  const [problems, setProblems] = useState<readonly Finding[]>([]);
  useEffect(() => {
    if (typeof Worker === 'undefined') return undefined;
    const started = new Worker(new URL('../../../workers/check.worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<CheckAnswer>) =>
      // The same problems stay the same objects, so that nothing is drawn anew for them.
      setProblems((before) => (isSame(before, data.problems) ? before : data.problems)),
    );
    worker.current = started;
    return () => started.terminate();
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => worker.current?.postMessage({ id: 0, document, connectors }), DELAY_MS);
    return () => clearTimeout(timer);
  }, [document, connectors]);
  const failing = useFailingTests(document, connectors);
  return useMemo(() => (failing.length === 0 ? problems : [...problems, ...failing]), [problems, failing]);
}
