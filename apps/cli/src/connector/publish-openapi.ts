import type { OpenApiOverlay } from '@millrace/connector-openapi';
import { nextVersion, type Bump } from '@millrace/connector-sdk/platform';
import { writeJson, type Terminal } from '../terminal.ts';
import { printPublished, type PublishOptions } from './publish-connector.ts';
import { findServer, sendDocument, sendInspection, type DocumentRequest, type ServerAccess } from './server-client.ts';
import { splitNames } from './split-names.ts';

export interface PublishDocumentOptions extends PublishOptions {
  readonly sourceUrl?: string;
}
interface GivenDocument {
  readonly text: string;
  readonly choices: OpenApiOverlay;
}

/** Above every version that there is: how much has changed is known, and nothing is kept. */
const PROBE_VERSION = '999999999.0.0';

/**
 * Sends a document to a server, which makes the connector of it, or its next version: what was chosen before stays chosen, and no
 * action gets another name.
 */
export async function publishDocument(
  terminal: Terminal,
  { text, choices }: GivenDocument,
  options: PublishDocumentOptions,
): Promise<number> {
  const access = findServer(options);
  const { sourceUrl, promote = false, approve = '', json = false } = options;
  const document = { document: text, ...(sourceUrl === undefined ? {} : { sourceUrl }) };
  const { overlay: before } = await sendInspection(access, { ...document, connector: choices.name });
  const { version: _, ...kept } = before ?? {};
  const overlay = { ...kept, ...choices };
  const version =
    choices.version ?? (before === undefined ? undefined : await findVersion(access, { ...document, overlay }));
  const published = await sendDocument(access, {
    ...document,
    overlay: { ...overlay, ...(version === undefined ? {} : { version }) },
    promote,
    approved: splitNames(approve),
  });
  if (json) writeJson(terminal, published);
  else terminal.write(printPublished(published, 'made of the document'));
  return 0;
}

/** As much of a new version as what has changed asks for. */
async function findVersion(
  access: ServerAccess,
  { overlay, ...request }: Omit<DocumentRequest, 'promote' | 'approved'>,
): Promise<string | undefined> {
  const probe = { ...request, overlay: { ...overlay, version: PROBE_VERSION } };
  const { since, bump } = await sendDocument(access, { ...probe, dryRun: true, promote: false, approved: [] });
  return since === undefined || bump === undefined ? undefined : nextVersion(since, bump as Bump);
}
