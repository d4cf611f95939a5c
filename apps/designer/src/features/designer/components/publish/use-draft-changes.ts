import { useQuery } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { useDeferredValue, useMemo } from 'react';
import type { DocumentDiff } from '../../../../components/document-diff/model/change.ts';
import { compareDocuments } from '../../../../components/document-diff/model/compare-documents.ts';
import { versionDocumentQuery } from '../../../../lib/queries/workflows.ts';

/** How a draft differs from a version; `undefined` until the version is read. Typing does not wait for it. */
export function useDraftChanges(document: WorkflowDocument, version: number | undefined): DocumentDiff | undefined {
  const frozen = useQuery({
    ...versionDocumentQuery(document.name, version ?? 0),
    enabled: version !== undefined,
  }).data?.document;
  const present = useDeferredValue(document);
  return useMemo(() => frozen && compareDocuments(frozen, present), [frozen, present]);
}
