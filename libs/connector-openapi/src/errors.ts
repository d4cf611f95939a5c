import type { JsonObject } from '@millrace/connector-sdk';

/** Code -> whose fault. All of them are the asker's: a document, or what was chosen of it, cannot be used. */
export const OPENAPI_ERRORS = {
  'openapi.too_large': 'caller',
  'openapi.not_readable': 'caller',
  'openapi.too_many_aliases': 'caller',
  'openapi.not_openapi': 'caller',
  'openapi.version_unsupported': 'caller',
  'openapi.too_many_operations': 'caller',
  'openapi.overlay_invalid': 'caller',
  'openapi.name_taken': 'caller',
  'openapi.nothing_to_import': 'caller',
  'openapi.not_declarative': 'caller',
} as const;
export type OpenApiErrorCode = keyof typeof OPENAPI_ERRORS;

/** A document that cannot become a connector, with a stable code and a sentence for people. */
export class OpenApiError extends Error {
  override readonly name = 'OpenApiError';
  readonly code: OpenApiErrorCode;
  readonly detail: JsonObject;

  constructor(
    code: OpenApiErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly detail?: JsonObject } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? {};
  }
}
