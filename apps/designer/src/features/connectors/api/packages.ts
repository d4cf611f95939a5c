import { answerOf, api } from '../../../lib/api.ts';
import type { ConnectorPreview, PublishedConnector } from '../../../lib/contract.ts';

/** A file that somebody has chosen, with what shows who made it. */
export interface ChosenPackage {
  readonly file: File;
  /** `keyId=…,name=…,version=…,sig=…`; empty for one that is not signed. */
  readonly signature: string;
}

const GZIP = 'application/gzip';

/** The bytes go as they are, which the client's types do not say. */
const bytesOf = ({ file, signature }: ChosenPackage) =>
  ({
    body: file as unknown as never,
    bodySerializer: (body: unknown) => body as BodyInit,
    headers: { 'content-type': GZIP, ...(signature.trim() === '' ? {} : { 'millrace-signature': signature.trim() }) },
  }) as const;

/** What a package is, and what publishing it would mean. */
export function previewPackage(chosen: ChosenPackage): Promise<ConnectorPreview> {
  return answerOf(api.POST('/api/v1/connectors/packages/preview', bytesOf(chosen)));
}

/** Publishes a package; promoted, it is what new workflows get. */
export function publishPackage(
  chosen: ChosenPackage,
  { isPromoted, approved }: { readonly isPromoted: boolean; readonly approved: readonly string[] },
): Promise<PublishedConnector> {
  const query = {
    promote: isPromoted ? ('true' as const) : ('false' as const),
    ...(approved.length === 0 ? {} : { approve: approved.join(',') }),
  };
  return answerOf(api.POST('/api/v1/connectors/packages', { params: { query }, ...bytesOf(chosen) }));
}
