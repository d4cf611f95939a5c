import { useQuery } from '@tanstack/react-query';
import type { WorkflowDocument } from '@millrace/machine';
import { isObject } from '../../../lib/json.ts';
import { draftQuery } from '../../../lib/queries/draft.ts';
import { versionDocumentQuery } from '../../../lib/queries/workflows.ts';
import type { VersionSide } from '../model/version-search.ts';

/** A document to compare, or why there is none. */
export interface LoadedSide {
  readonly document: WorkflowDocument | undefined;
  /** Whether it is a draft that is no workflow yet: it cannot be drawn. */
  readonly isUndrawable: boolean;
  readonly error: Error | null;
}

/** Reads one side of a comparison. */
export function useVersionSide(name: string, side: VersionSide): LoadedSide {
  const isDraft = side === 'draft';
  const version = useQuery({ ...versionDocumentQuery(name, isDraft ? 0 : side), enabled: !isDraft });
  const draft = useQuery({ ...draftQuery(name), enabled: isDraft });
  const given: unknown = isDraft ? draft.data?.document : version.data?.document;
  const isDrawable = isObject(given) && isObject(given.machine) && isObject(given.machine.States);
  return {
    document: isDrawable ? (given as unknown as WorkflowDocument) : undefined,
    isUndrawable: given !== undefined && !isDrawable,
    error: isDraft ? draft.error : version.error,
  };
}
