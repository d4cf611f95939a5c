export { SECURITY_ERRORS, SecurityError, type SecurityErrorCode } from './errors.ts';
export type { Resolve } from './outbound/lookups.ts';
export { CONNECT_TIMES, type ConnectTimes, type TimedOptions } from './outbound/connect-times.ts';
export { parseAllowList, type AllowList } from './outbound/allow-list.ts';
export { createOutboundGuard, type OutboundGuard, type OutboundGuardOptions } from './outbound/outbound-guard.ts';
export { createRedactor, isSecretHeader, REDACTED, type RedactText } from './redaction/redactor.ts';
export { makeWebhookSecret, signWebhook } from './signatures/sign-webhook.ts';
export {
  SIGNATURE_TOLERANCE_SECONDS,
  verifySignature,
  type HmacScheme,
  type SignatureScheme,
  type SignedRequest,
  type Verdict,
} from './signatures/signature.ts';
export { MAX_SECRET_BYTES, VAULT_KEY_BYTES, type SealAddress, type VaultKey } from './vault/envelope.ts';
export { createVault, makeCanary, opensCanary, parseVaultKey, type Vault } from './vault/vault.ts';
