/** Code -> whose fault. A refused request is the asker's; a key or an envelope that does not fit is this installation's. */
export const SECURITY_ERRORS = {
  'outbound.address_blocked': 'caller',
  'outbound.host_not_found': 'caller',
  'outbound.scheme_blocked': 'caller',
  'outbound.url_invalid': 'caller',
  'outbound.header_invalid': 'caller',
  'outbound.own_service': 'caller',
  'vault.too_large': 'caller',
  'vault.no_key': 'caller',
  'vault.key_invalid': 'caller',
  'vault.key_mismatch': 'caller',
  'vault.cannot_decrypt': 'system',
} as const;
export type SecurityErrorCode = keyof typeof SECURITY_ERRORS;

/** A refusal of the outbound guard, which sent nothing, or of the vault. */
export class SecurityError extends Error {
  override readonly name = 'SecurityError';
  readonly code: SecurityErrorCode;

  constructor(code: SecurityErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
  }
}
