import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { readSource, type TestSource } from '../../model/testing/test-source.ts';

/** Where a workflow's test data comes from; each browser keeps its own choice. */
export function useTestSource(key: string): readonly [TestSource, (source: TestSource) => void] {
  const [kept, keep] = useLocalStorage<unknown>({ key: `millrace-test-source:${key}`, getInitialValueInEffect: false });
  return [useMemo(() => readSource(kept), [kept]), keep];
}
