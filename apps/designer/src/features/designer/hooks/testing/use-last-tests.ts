import { useLocalStorage } from '@mantine/hooks';
import type { WorkflowDocument } from '@millrace/machine';
import { useMemo } from 'react';
import { fingerprintOf } from '../../model/testing/fingerprint.ts';
import type { Renaming } from '../../model/testing/renamed-step.ts';
import { type LastTests, staleSteps, withRenamed, withResults } from '../../model/testing/test-source.ts';

/** What this browser remembers of the tests of a workflow's steps. */
interface Remembered {
  readonly lastTests: LastTests;
  /** Steps that have changed since. */
  readonly stale: readonly string[];
  readonly remember: (
    found: readonly { readonly state: string; readonly path: string }[],
    of: { readonly runId: string; readonly fingerprints: Readonly<Record<string, string>> },
  ) => void;
  readonly rename: (renaming: Renaming) => void;
}

const NONE: LastTests = {};

export function useLastTests(key: string, document: WorkflowDocument): Remembered {
  const [lastTests, keep] = useLocalStorage<LastTests>({
    key: `millrace-last-tests:${key}`,
    defaultValue: NONE,
    getInitialValueInEffect: false,
  });
  const stale = useMemo(() => staleSteps(lastTests, (state) => fingerprintOf(document, state)), [lastTests, document]);
  return {
    lastTests,
    stale,
    remember: (found, of) => keep((known) => withResults(known, found, of)),
    rename: (renaming) => keep((known) => withRenamed(known, renaming)),
  };
}
