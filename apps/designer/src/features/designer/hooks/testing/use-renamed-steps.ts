import { useQueryClient } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { useEffect, useEffectEvent, useRef } from 'react';
import { renameSamples, samplesQuery } from '../../api/testing.ts';
import { renamedStep, type Renaming } from '../../model/testing/renamed-step.ts';

/** Lets what is kept for a step follow its name: pins and mocks on the server, its last test in this browser. */
export function useRenamedSteps(document: WorkflowDocument, onRename: (renaming: Renaming) => void): void {
  const cache = useQueryClient();
  const before = useRef(document);
  const follow = useEffectEvent((renaming: Renaming) => {
    onRename(renaming);
    const { queryKey } = samplesQuery(document.name);
    const kept = cache.getQueryData(queryKey) ?? [];
    if (!kept.some(({ state }) => state === renaming.from)) return;
    // Nothing is lost when it does not arrive: the sample stays under its old name, where the list of data shows it.
    renameSamples(document.name, { [renaming.from]: renaming.to }).then(
      () => cache.invalidateQueries({ queryKey }),
      () => undefined,
    );
  });
  useEffect(() => {
    const renaming = renamedStep(before.current, document);
    before.current = document;
    if (renaming !== undefined) follow(renaming);
  }, [document]);
}
