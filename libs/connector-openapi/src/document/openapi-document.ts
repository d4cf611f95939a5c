// Words of this library. Operation: one method of one path, known by its key `GET /contacts/{id}`. Overlay: what people have
// chosen and corrected, kept beside the document. Manifest: the connector that comes of both.
import type { JsonObject } from '@millrace/connector-sdk';

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

/** One operation as the document has it, nothing of it worked out. */
export interface OperationEntry {
  readonly key: string;
  readonly method: Method;
  readonly path: string;
  /** The path's own members, which hold for all of its operations. */
  readonly pathItem: JsonObject;
  readonly operation: JsonObject;
}

/** One kind of delivery that the service makes. OpenAPI 3.1 `webhooks`. */
export interface WebhookEntry {
  readonly key: string;
  readonly name: string;
  readonly operation: JsonObject;
}

/** What a document has that cannot be used, or only in part. */
export interface OpenApiWarning {
  /** Of which operation; absent: of the document. */
  readonly key?: string;
  readonly message: string;
}

/** A document that has been read. Opaque: made by `readOpenApi`, and handed on. */
export interface OpenApiDocument {
  readonly version: '2.0' | '3.0' | '3.1';
  /** As it was read: what references point into. */
  readonly source: JsonObject;
  /** The same in the words of OpenAPI 3. */
  readonly root: JsonObject;
  /** Where it was read from: what relative servers begin at. */
  readonly sourceUrl?: string;
  readonly operations: readonly OperationEntry[];
  readonly webhooks: readonly WebhookEntry[];
  readonly warnings: readonly OpenApiWarning[];
}
