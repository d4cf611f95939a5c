export { SECURITY_ERRORS, SecurityError, type SecurityErrorCode } from './errors.ts';
export type { Resolve } from './outbound/lookups.ts';
export { parseAllowList, type AllowList } from './outbound/allow-list.ts';
export { createOutboundGuard, type OutboundGuard, type OutboundGuardOptions } from './outbound/outbound-guard.ts';
export { createRedactor, isSecretHeader, REDACTED, type RedactText } from './redaction/redactor.ts';
