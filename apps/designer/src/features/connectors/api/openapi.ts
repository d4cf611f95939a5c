import { answerOf, api } from '../../../lib/api.ts';
import type { ImportedConnector, OpenApiInspection } from '../../../lib/contract.ts';

/** A document as it was pasted or chosen. */
export interface ChosenDocument {
  readonly text: string;
  /** Where it is from, for relative servers; empty when nobody said. */
  readonly sourceUrl: string;
}

const documentOf = ({ text, sourceUrl }: ChosenDocument) => ({
  document: text,
  ...(sourceUrl.trim() === '' ? {} : { sourceUrl: sourceUrl.trim() }),
});

/** What a document offers; with a connector, also what was chosen for its latest version. */
export function inspectDocument(chosen: ChosenDocument, connector: string | undefined): Promise<OpenApiInspection> {
  const body = { ...documentOf(chosen), ...(connector === undefined ? {} : { connector }) };
  return answerOf(api.POST('/api/v1/connectors/openapi/inspect', { body }));
}

/** What a document is to become. */
export interface ImportOrder {
  readonly overlay: Readonly<Record<string, unknown>>;
  /** `preview`: nothing is kept. `draft`: only its author sees it. */
  readonly as: 'preview' | 'draft' | 'version' | 'latest';
  /** What somebody has said yes to, of what it may do that no approved version may. */
  readonly approved?: readonly string[];
}

/** Makes a connector of a document, or says what it would be. */
export function importDocument(
  chosen: ChosenDocument,
  { overlay, as, approved = [] }: ImportOrder,
): Promise<ImportedConnector> {
  const body = {
    ...documentOf(chosen),
    overlay: { ...overlay },
    ...{ draft: as === 'draft', promote: as === 'latest', dryRun: as === 'preview', approved: [...approved] },
  };
  return answerOf(api.POST('/api/v1/connectors/openapi', { body }));
}
