import { receiveDelivery, t, webhookTrigger, type WebhookTrigger } from '@millrace/connector-sdk';
import type { OpenApiDocument, WebhookEntry } from './document/openapi-document.ts';
import { resolveReference } from './document/references.ts';
import { memberOf } from './json-access.ts';
import { chooseMedia } from './operation/media-types.ts';
import { descriptionOf, titleOf } from './operation/operation-name.ts';
import type { OperationCorrection } from './overlay.ts';
import { convertSchema } from './schema/convert-schema.ts';
import { sampleOf } from './schema/sample-of.ts';
import { cutText } from './texts.ts';

/** A webhook of OpenAPI 3.1 as a trigger: its address is entered by hand where the service keeps them. */
export function planTrigger(
  entry: WebhookEntry,
  {
    document: { source },
    name,
    correction,
    warn,
  }: {
    readonly document: OpenApiDocument;
    readonly name: string;
    readonly correction: OperationCorrection;
    readonly warn: (message: string) => void;
  },
): WebhookTrigger {
  const { value, failure } = resolveReference(source, memberOf(entry.operation, 'requestBody'));
  if (failure !== undefined) warn(`What it delivers is taken as any value: ${failure}.`);
  const media = chooseMedia(memberOf(value, 'content'))?.media;
  const output = convertSchema(memberOf(media, 'schema'), { source, direction: 'output', warn });
  const description = correction.description ?? descriptionOf(entry);
  return webhookTrigger({
    title: cutText(correction.title ?? titleOf(entry, name), 100),
    ...(description === undefined || description === '' ? {} : { description }),
    input: t.Object({}, { additionalProperties: false }),
    output: t.Unsafe<unknown>(output),
    sample: sampleOf(output, memberOf(media, 'example')),
    verify: correction.verify ?? { none: 'The document does not say how deliveries are signed.' },
    receive: receiveDelivery,
  });
}
