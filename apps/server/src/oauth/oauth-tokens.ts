import type { OAuthRequest, ObtainedToken, ObtainToken } from '@millrace/connector-host';
import { FatalError, PauseError, RetryableError } from '@millrace/connector-sdk';
import { faultPoint } from '@millrace/runtime';
import type { OAuthClients } from './oauth-clients.ts';
import type { OAuthProvider } from './oauth-provider.ts';
import type { ProviderCall } from './provider-call.ts';
import { ProviderFailure, type ProviderFailureKind } from './provider-failure.ts';
import { withEarlierRest } from './token-response.ts';

interface TokenParts {
  readonly provider: Pick<OAuthProvider, 'refresh' | 'clientToken'>;
  readonly clients: Pick<OAuthClients, 'find'>;
}
type Held = Parameters<ObtainToken>[0];

/** How connections that sign in by OAuth 2 get tokens, and new ones when those run out, without a person. */
export class OAuthTokens {
  readonly #parts: TokenParts;

  constructor(parts: TokenParts) {
    this.#parts = parts;
  }

  tokensOf(request: OAuthRequest): ObtainToken {
    return async (held, current) => {
      try {
        const call = await this.#open(request, held);
        const obtained = await this.#obtain(call, current);
        // The service has given it, and nobody knows: from here on an old refresh token may be worth nothing.
        await faultPoint('oauth.after_answer');
        return obtained;
      } catch (cause) {
        throw asFailure(cause);
      }
    };
  }

  async #open({ auth, ...address }: OAuthRequest, { fields, secrets }: Held): Promise<ProviderCall> {
    const client = await this.#parts.clients.find(address, { auth, fields, secrets });
    if (client !== undefined) return { auth, client, fields };
    throw new PauseError(
      `This installation is not registered with the service of ${address.connector}: an administrator must enter a client.`,
      { detail: { code: 'oauth.client_missing' } },
    );
  }

  async #obtain(call: ProviderCall, current: Readonly<Record<string, string>> | undefined): Promise<ObtainedToken> {
    const { provider } = this.#parts;
    if (call.auth.grant === 'client_credentials') return provider.clientToken(call);
    if (current === undefined) {
      throw new PauseError('Nobody has signed in for this connection yet.', {
        detail: { code: 'connection.not_connected' },
      });
    }
    if (current.refresh_token === undefined) {
      throw new PauseError('The service gave a token that cannot be renewed. Sign in again.', {
        detail: { code: 'oauth.sign_in_needed' },
      });
    }
    const obtained = await provider.refresh(call, current.refresh_token);
    return { ...obtained, secrets: withEarlierRest(obtained.secrets, current) };
  }
}

type Failing = (message: string, options: { readonly cause: unknown; readonly detail: { code: string } }) => Error;
const pause: Failing = (message, options) => new PauseError(message, options);
const retry: Failing = (message, options) => new RetryableError(message, options);
const fail: Failing = (message, options) => new FatalError(message, options);

/** What the run learns. Whoever can mend it is a person, unless the service only cannot be asked. */
const FAILURES: Readonly<Record<ProviderFailureKind, readonly [Failing, string]>> = {
  access_denied: [pause, 'oauth.sign_in_needed'],
  invalid_grant: [pause, 'oauth.sign_in_needed'],
  invalid_client: [pause, 'oauth.client_refused'],
  invalid_scope: [pause, 'oauth.sign_in_needed'],
  redirect_uri_mismatch: [pause, 'oauth.client_refused'],
  token_exchange_failed: [retry, 'oauth.refresh_failed'],
  provider_unreachable: [retry, 'oauth.refresh_failed'],
};

function asFailure(cause: unknown): unknown {
  const { code, connectorFailure } = cause as { readonly code?: unknown; readonly connectorFailure?: unknown };
  if (cause instanceof ProviderFailure) {
    const [make, named] = FAILURES[cause.kind];
    const said = cause.providerText === undefined ? '' : ` It says: ${cause.providerText}`;
    return make(`${cause.message}${said}`, { cause, detail: { code: named } });
  }
  // An address that is none stays none.
  if (connectorFailure === undefined && (code === 'oauth.url_invalid' || code === 'connection.fields_invalid'))
    return fail((cause as Error).message, { cause, detail: { code } });
  return cause;
}
