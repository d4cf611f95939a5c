// What a service answers when it does not let somebody in, in the words that the rest of this folder knows.

/** Why a service gave nothing. `invalid_grant`: what was brought counts no more, a code or a refresh token. */
export type ProviderFailureKind =
  | 'access_denied'
  | 'redirect_uri_mismatch'
  | 'invalid_client'
  | 'invalid_scope'
  | 'invalid_grant'
  | 'token_exchange_failed'
  | 'provider_unreachable';

const MAX_TEXT_CHARACTERS = 1000;

/** A refusal by a service, or its silence. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
  readonly kind: ProviderFailureKind;
  /** The service's own words, which are a stranger's. */
  readonly providerText: string | undefined;

  constructor(kind: ProviderFailureKind, message: string, options: { cause?: unknown; providerText?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.providerText = options.providerText;
  }
}

/** RFC 6749 §4.1.2.1 and §5.2; then the names that well-known services have of their own. */
const KINDS: Readonly<Record<string, ProviderFailureKind>> = {
  access_denied: 'access_denied',
  invalid_client: 'invalid_client',
  unauthorized_client: 'invalid_client',
  invalid_scope: 'invalid_scope',
  invalid_grant: 'invalid_grant',
  server_error: 'provider_unreachable',
  temporarily_unavailable: 'provider_unreachable',
  redirect_uri_mismatch: 'redirect_uri_mismatch',
  bad_redirect_uri: 'redirect_uri_mismatch',
  incorrect_client_credentials: 'invalid_client',
  bad_client_secret: 'invalid_client',
  invalid_client_id: 'invalid_client',
  bad_verification_code: 'invalid_grant',
  bad_refresh_token: 'invalid_grant',
  invalid_code: 'invalid_grant',
  code_already_used: 'invalid_grant',
  invalid_refresh_token: 'invalid_grant',
};

const SENTENCES: Readonly<Record<ProviderFailureKind, (host: string) => string>> = {
  access_denied: (host) => `${host} was told not to allow it.`,
  redirect_uri_mismatch: (host) => `${host} does not know the redirect URL of this installation.`,
  invalid_client: (host) => `${host} does not accept the client id and secret.`,
  invalid_scope: (host) => `${host} does not give the permissions that were asked for.`,
  invalid_grant: (host) => `${host} does not accept what it gave before: it has run out, or was withdrawn.`,
  token_exchange_failed: (host) => `${host} gave no token.`,
  provider_unreachable: (host) => `${host} cannot do it now.`,
};

/** What a service says by `error` and `error_description`. */
export function failureOfAnswer(
  host: string,
  { error, description }: { readonly error: string; readonly description?: string | undefined },
): ProviderFailure {
  // Some services have one error for everything that is wrong with a request.
  const isRedirect = /redirect.?ur[il]/i.test(description ?? '');
  const known = Object.hasOwn(KINDS, error) ? KINDS[error] : undefined;
  const kind = known ?? (isRedirect ? 'redirect_uri_mismatch' : 'token_exchange_failed');
  const text = [error, description].filter((part) => part !== undefined && part !== '').join(': ');
  return new ProviderFailure(kind, SENTENCES[kind](host), { providerText: text.slice(0, MAX_TEXT_CHARACTERS) });
}

/** A service that does not answer, or only that it cannot. */
export function unreachable(host: string, { why, cause }: { readonly why: string; readonly cause?: unknown }): Error {
  return new ProviderFailure('provider_unreachable', `${host} cannot be asked: ${why}`, { cause });
}
