import type { OpenApiDocument } from './document/openapi-document.ts';
import { fitName, nameAll, wantedName } from './operation/operation-name.ts';
import { wordsOf } from './texts.ts';

/** The name of each operation and webhook of the document, chosen or not: what is chosen later has the name that it would have had. */
export function nameOperations(
  { operations, webhooks }: OpenApiDocument,
  known: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return nameAll(
    [
      ...operations.map((entry) => ({ key: entry.key, name: wantedName(entry) })),
      ...webhooks.map(({ key, name }) => ({ key, name: webhookName(name) })),
    ],
    known,
  );
}

function webhookName(name: string): string {
  const plain = wordsOf(name).join('_');
  return fitName(/^[a-z]/.test(plain) ? plain : `webhook_${plain}`);
}
