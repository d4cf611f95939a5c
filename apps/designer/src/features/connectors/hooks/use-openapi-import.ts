import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportedConnector, OpenApiInspection } from '../../../lib/contract.ts';
import { useConnectorList } from '../../../lib/queries/connectors.ts';
import { type ChosenDocument, importDocument, inspectDocument } from '../api/openapi.ts';
import { beginDraft, findFaults, type OpenApiDraft, toOverlay } from '../model/openapi-draft.ts';
import { nextVersion } from '../model/versions.ts';

const FIRST_VERSION = '1.0.0';

/** A draft that can be tried, and what publishing it would mean. */
export interface MadeDraft {
  readonly draft: ImportedConnector;
  readonly step: ImportedConnector;
  /** The least version that says what has changed. */
  readonly version: string;
  /** What it may do that no approved version may. */
  readonly newPermissions: readonly string[];
}

/** What has been read, chosen and made so far. */
export interface OpenApiImport {
  readonly document: ChosenDocument | undefined;
  readonly read: (document: ChosenDocument) => void;
  readonly isReading: boolean;
  readonly inspection: OpenApiInspection | undefined;
  readonly draft: OpenApiDraft | undefined;
  readonly change: (draft: OpenApiDraft) => void;
  /** Shown once somebody wanted to go on. */
  readonly faults: ReturnType<typeof findFaults>;
  readonly goOn: () => void;
  readonly isMaking: boolean;
  readonly made: MadeDraft | undefined;
  readonly error: Error | null;
}

/** The state of an import: a document is read, choices are made, a draft is made of both. */
export function useOpenApiImport(connector: string | undefined): OpenApiImport {
  const cache = useQueryClient();
  const connectors = useConnectorList();
  const [document, setDocument] = useState<ChosenDocument>();
  const [draft, setDraft] = useState<OpenApiDraft>();
  const [isAsked, setAsked] = useState(false);
  const reading = useMutation({
    mutationFn: (chosen: ChosenDocument) => inspectDocument(chosen, connector),
    onSuccess: (found) => setDraft(beginDraft(found)),
  });
  const making = useMutation({
    mutationFn: async (given: { readonly document: ChosenDocument; readonly draft: OpenApiDraft }) => {
      const latest = connectors.find(({ name }) => name === given.draft.name);
      const operations = reading.data?.operations ?? [];
      const overlayOf = (version?: string) => toOverlay(given.draft, operations, version);
      // A version that is high enough for any change: the answer says how high it has to be.
      const enough = latest === undefined ? FIRST_VERSION : nextVersion(latest.version, 'major');
      const step = await importDocument(given.document, { overlay: overlayOf(enough), as: 'preview' });
      const { since, bump } = step;
      const version = since === undefined || bump === undefined ? enough : nextVersion(since, bump);
      const made = await importDocument(given.document, { overlay: overlayOf(), as: 'draft' });
      await cache.invalidateQueries({ queryKey: ['connectors', made.name] });
      return { draft: made, step, version, newPermissions: step.approvalNeeded } satisfies MadeDraft;
    },
  });
  return {
    ...{ document, draft, inspection: reading.data },
    read: (chosen) => {
      setDocument(chosen);
      setDraft(undefined);
      making.reset();
      reading.mutate(chosen);
    },
    isReading: reading.isPending,
    change: (next) => {
      setDraft(next);
      // What was made is of other choices.
      making.reset();
    },
    faults: isAsked && draft !== undefined ? findFaults(draft) : [],
    goOn: () => {
      setAsked(true);
      if (document !== undefined && draft !== undefined && findFaults(draft).length === 0)
        making.mutate({ document, draft });
    },
    isMaking: making.isPending,
    made: making.data,
    error: reading.error ?? making.error,
  };
}
