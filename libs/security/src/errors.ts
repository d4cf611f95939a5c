/** Code -> whose fault: a refused request is the asker's, never the system's. */
export const SECURITY_ERRORS = {
  'outbound.address_blocked': 'caller',
  'outbound.host_not_found': 'caller',
  'outbound.scheme_blocked': 'caller',
  'outbound.url_invalid': 'caller',
  'outbound.header_invalid': 'caller',
  'outbound.own_service': 'caller',
} as const;
export type SecurityErrorCode = keyof typeof SECURITY_ERRORS;

/** A request that the outbound guard refuses. Nothing was sent. */
export class SecurityError extends Error {
  override readonly name = 'SecurityError';
  readonly code: SecurityErrorCode;

  constructor(code: SecurityErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
  }
}
