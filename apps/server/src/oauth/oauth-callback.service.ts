import { Inject, Injectable } from '@nestjs/common';
import type { ObtainedToken } from '@millrace/connector-host';
import type { Actor, Connection, OAuthSignIn, OAuthStateStore } from '@millrace/runtime';
import { hashToken } from '../auth/tokens.ts';
import { ConnectionSecrets } from '../connections/connection-secrets.ts';
import { OAUTH_STATE_STORE } from '../connections/connection-tokens.ts';
import { mayDo } from '../http/permissions.ts';
import { OAuthCodes } from './oauth-codes.ts';
import { SignedConnections } from './signed-connections.ts';
import type { OAuthOutcome } from './oauth.dto.ts';
import { ProviderFailure } from './provider-failure.ts';
import { openSignIn, type BegunSignIn } from './sign-in-seal.ts';

/** Somebody who comes from a service: what the address says, and whose browser it is. */
export interface CameBack {
  readonly query: Readonly<Record<string, string>>;
  readonly actor: Actor | undefined;
  readonly sessionHash: string | undefined;
  readonly requestId: string;
}
/** How it ended; without an id nobody waits for it here. */
export interface CallbackEnd {
  readonly id?: string;
  readonly outcome: OAuthOutcome;
}

/** Ends a sign-in: exchanges what a person brought, and keeps the connection. */
@Injectable()
export class OAuthCallbackService {
  constructor(
    @Inject(OAUTH_STATE_STORE) private readonly states: OAuthStateStore,
    private readonly secrets: ConnectionSecrets,
    private readonly codes: OAuthCodes,
    private readonly signed: SignedConnections,
  ) {}

  async end(back: CameBack): Promise<CallbackEnd> {
    const signIn = await this.take(back);
    if (signIn === undefined) return { outcome: expired(back) };
    const { id } = signIn;
    const outcome = await this.conclude(signIn, back);
    await this.states.finish({ id, outcome: JSON.stringify(outcome) });
    return { id, outcome };
  }

  /** Nobody learns whether a state exists that another browser began. */
  private async take({ query, sessionHash }: CameBack): Promise<OAuthSignIn | undefined> {
    const { state } = query;
    if (state === undefined || sessionHash === undefined) return undefined;
    return this.states.take({ stateHash: hashToken(state), sessionHash });
  }

  private async conclude(signIn: OAuthSignIn, back: CameBack): Promise<OAuthOutcome> {
    const { actor, requestId } = back;
    // Meanwhile they may have been signed out, or may do less.
    if (!isSame(signIn, actor)) return expired(back);
    const begun = openSignIn(this.secrets, signIn, signIn.sealed);
    try {
      const obtained = await this.codes.exchange(signIn.workspaceId, begun, back.query);
      const connection = await this.signed.keep(actor, begun, obtained);
      return connected(connection, begun, obtained);
    } catch (cause) {
      if (cause instanceof ProviderFailure) return { ...toOutcome(cause, begun), requestId };
      await this.states.finish({ id: signIn.id, outcome: JSON.stringify(unexpected(requestId)) });
      throw cause;
    }
  }
}

const isSame = ({ userId, workspaceId }: OAuthSignIn, actor: Actor | undefined): actor is Actor =>
  actor?.userId === userId && actor.workspace.id === workspaceId && mayDo(actor, 'connection.write');

const expired = ({ requestId }: CameBack): OAuthOutcome => ({
  status: 'state_expired',
  detail: 'This sign-in was not begun here, has ended already, or took more than ten minutes.',
  requestId,
});

const unexpected = (requestId: string): OAuthOutcome => ({
  status: 'token_exchange_failed',
  detail: 'The service let you in, and the connection could not be kept.',
  requestId,
});

function connected({ name }: Connection, { scopes }: BegunSignIn, obtained: ObtainedToken): OAuthOutcome {
  const missing = missingOf(scopes, obtained.scopes ?? scopes);
  return { status: 'connected', connection: name, ...(missing.length === 0 ? {} : { missingScopes: [...missing] }) };
}

/** These ask for more than an access token, and are seldom named among what it may do. */
const UNNAMED = new Set(['openid', 'offline_access', 'profile', 'email']);

const missingOf = (asked: readonly string[], granted: readonly string[]): readonly string[] =>
  asked.filter((scope) => !granted.includes(scope) && !UNNAMED.has(scope));

function toOutcome({ kind, message, providerText }: ProviderFailure, { redirectUrl }: BegunSignIn): OAuthOutcome {
  return {
    // A code that is refused is one that was used or ran out: another sign-in brings another one.
    status: kind === 'invalid_grant' ? 'token_exchange_failed' : kind,
    detail: message,
    ...(kind === 'redirect_uri_mismatch' ? { redirectUrl } : {}),
    ...(providerText === undefined ? {} : { providerText }),
  };
}
