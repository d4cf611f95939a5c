import type { ObtainedToken, SendPlainly } from '@millrace/connector-host';
import type { HttpResponse, OAuth2Auth } from '@millrace/connector-sdk';
import { createRedactor } from '@millrace/security';
import * as openid from 'openid-client';
import { checkIdToken } from './id-token.ts';
import { endpointOf, hostOf, isOfOrigin } from './provider-endpoint.ts';
import { failureOfAnswer, ProviderFailure, unreachable } from './provider-failure.ts';
import type { ProviderCall, ProviderClient } from './provider-call.ts';
import { readTokenAnswer, type TokenAnswer } from './token-answer.ts';
import { restOfAnswer } from './token-response.ts';

/** What a person is sent to the service with. */
export interface Authorization {
  readonly redirectUrl: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly scopes: readonly string[];
}

/** Shorter than a refresh lease: whoever waits longer would save nothing. */
const TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 256 * 1024;
const ANSWER_PARAMETERS = ['code', 'state', 'iss', 'error', 'error_description'];

interface ProviderParts {
  readonly send: SendPlainly;
  readonly nowMs: () => number;
}

/** Asks services for tokens: by openid-client, and over the outbound guard alone. Throws `ProviderFailure`. */
export class OAuthProvider {
  readonly #parts: ProviderParts;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  /** Where a person signs in. */
  async authorizeUrl(call: ProviderCall, authorization: Authorization): Promise<string> {
    const { auth } = call;
    const { redirectUrl, state, nonce, verifier, scopes } = authorization;
    const { config } = this.#open(call);
    const scope = scopes.join(auth.scopeSeparator ?? ' ');
    const url = openid.buildAuthorizationUrl(config, {
      ...auth.authorizeParams,
      ...(scope === '' ? {} : { scope }),
      ...(auth.pkce === false
        ? {}
        : {
            code_challenge: await openid.calculatePKCECodeChallenge(verifier),
            code_challenge_method: 'S256',
          }),
      ...(scopes.includes('openid') ? { nonce } : {}),
      ...{ redirect_uri: redirectUrl, state },
    });
    return url.href;
  }

  /** Tokens for what a person has brought back from there. */
  async exchangeCode(
    call: ProviderCall,
    back: Readonly<Record<string, string>>,
    authorization: Authorization,
  ): Promise<ObtainedToken> {
    const { redirectUrl, state, verifier, nonce, scopes } = authorization;
    const issuer = issuerOf(call, back.iss);
    if (back.error !== undefined)
      throw failureOfAnswer(hostOf(call.auth.authorizeUrl ?? call.auth.tokenUrl, call.fields), {
        error: back.error,
        description: back.error_description,
      });
    const { config, answers } = this.#open(call, issuer);
    const url = new URL(redirectUrl);
    // Of all that a service may have added, only what means something.
    for (const name of ANSWER_PARAMETERS) {
      const value = back[name];
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const given = await this.#ask(call, () =>
      openid.authorizationCodeGrant(config, url, {
        expectedState: state,
        ...(call.auth.pkce === false ? {} : { pkceCodeVerifier: verifier }),
      }),
    );
    if (scopes.includes('openid')) checkIdToken(answers.idToken, { call, nonce });
    return this.#obtained(call, given, scopes);
  }

  /** Tokens for a refresh token, which may be another one from then on. */
  async refresh(call: ProviderCall, refreshToken: string): Promise<ObtainedToken> {
    const { config } = this.#open(call);
    const given = await this.#ask(call, () => openid.refreshTokenGrant(config, refreshToken));
    return this.#obtained(call, { ...given, refresh_token: given.refresh_token ?? refreshToken });
  }

  /** Tokens for the client itself. */
  async clientToken(call: ProviderCall): Promise<ObtainedToken> {
    const { config } = this.#open(call);
    const scopes = Object.keys(call.auth.scopes);
    const scope = scopes.join(call.auth.scopeSeparator ?? ' ');
    const given = await this.#ask(call, () =>
      openid.clientCredentialsGrant(config, scope === '' ? {} : { scope, ...call.auth.authorizeParams }),
    );
    const { renewableUntilMs: _, ...lasting } = this.#obtained(call, given, scopes);
    return lasting;
  }

  /** Asks with a code that nobody was given: a service that knows the client complains of the code. */
  async tryCode(call: ProviderCall, redirectUrl: string): Promise<void> {
    const { config } = this.#open(call);
    const code = openid.randomState();
    await this.#ask(call, () =>
      openid.genericGrantRequest(config, 'authorization_code', {
        ...{ code, redirect_uri: redirectUrl },
        ...(call.auth.pkce === false ? {} : { code_verifier: openid.randomPKCECodeVerifier() }),
      }),
    );
  }

  /** Tells the service that a token is used no more. */
  async revoke(call: ProviderCall, token: string): Promise<void> {
    const { config } = this.#open(call, undefined, true);
    await this.#ask(call, () => openid.tokenRevocation(config, token));
  }

  #open(call: ProviderCall, issuer?: string, isRevocation = false): OpenedProvider {
    const { auth, client, fields } = call;
    const tokenUrl = endpointOf(auth.tokenUrl, fields);
    const config = new openid.Configuration(
      {
        issuer: issuer ?? tokenUrl.origin,
        token_endpoint: tokenUrl.href,
        ...(auth.authorizeUrl === undefined
          ? {}
          : { authorization_endpoint: endpointOf(auth.authorizeUrl, fields).href }),
        ...(auth.revokeUrl === undefined ? {} : { revocation_endpoint: endpointOf(auth.revokeUrl, fields).href }),
      },
      client.clientId,
      {},
      clientAuthOf(auth, client),
    );
    const answers: Answers = { idToken: undefined };
    // `endpointOf` has decided where http is good enough.
    // oxlint-disable-next-line typescript/no-deprecated -- deprecated only to be noticed
    openid.allowInsecureRequests(config);
    config.timeout = TIMEOUT_MS / 1000;
    config[openid.customFetch] = async (url, options) => {
      const answer = await this.#send(url, options);
      // RFC 7009 §2.2: what it says beside its status is nothing.
      if (isRevocation) return new Response(null, { status: answer.status });
      const { response, idToken } = readWithoutSecrets(answer, secretsOf(options, client));
      answers.idToken = idToken;
      return response;
    };
    return { config, answers };
  }

  #send(url: string, options: openid.CustomFetchOptions): Promise<HttpResponse> {
    const { method, headers } = options;
    return this.#parts.send({
      ...{ url, method, timeoutMs: TIMEOUT_MS, ok: 'any', as: 'text', maxResponseBytes: MAX_ANSWER_BYTES },
      headers: { ...headers, accept: 'application/json' },
      body: { kind: 'text', text: formOf(options), contentType: 'application/x-www-form-urlencoded' },
    });
  }

  async #ask<T>({ auth, fields }: ProviderCall, question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      throw asProviderFailure(cause, hostOf(auth.tokenUrl, fields));
    }
  }

  #obtained({ auth }: ProviderCall, given: GivenToken, asked?: readonly string[]): ObtainedToken {
    const { access_token, refresh_token, expires_in, scope, refresh_token_expires_in: renewable } = given;
    const nowMs = this.#parts.nowMs();
    const expiresAtMs = expires_in === undefined ? undefined : nowMs + expires_in * 1000;
    const renewableUntilMs = renewable === undefined ? undefined : nowMs + Number(renewable) * 1000;
    // Without a refresh token only a person gets another one.
    const untilMs = refresh_token === undefined ? expiresAtMs : renewableUntilMs;
    // RFC 6749 §5.1: nothing is said of scopes that are those that were asked for.
    const scopes = scope === undefined ? asked : splitScopes(scope, auth);
    return {
      secrets: {
        ...{ access_token, ...restOfAnswer(given) },
        ...(refresh_token === undefined ? {} : { refresh_token }),
      },
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
      ...(untilMs === undefined ? {} : { renewableUntilMs: untilMs }),
      ...(scopes === undefined ? {} : { scopes }),
    };
  }
}

/** What is used of an answer; the last is no standard, and several services have it. */
interface GivenToken {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
  readonly scope?: string;
  readonly refresh_token_expires_in?: unknown;
}
interface Answers {
  idToken: string | undefined;
}
interface OpenedProvider {
  readonly config: openid.Configuration;
  readonly answers: Readonly<Answers>;
}

function clientAuthOf({ clientAuth }: OAuth2Auth, { clientSecret }: ProviderClient): openid.ClientAuth {
  if (clientSecret === undefined) return openid.None();
  return clientAuth === 'body' ? openid.ClientSecretPost(clientSecret) : basicAuth(clientSecret);
}

/**
 * RFC 6749 §2.3.1: both are encoded like a form. Many services do not decode them; so only what must be is encoded, and not, as
 * the library does, also the hyphens and dots that such ids are full of.
 */
function basicAuth(clientSecret: string): openid.ClientAuth {
  const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
  return (...[, { client_id: clientId }, , headers]) => {
    const pair = `${encode(clientId)}:${encode(clientSecret)}`;
    headers.set('authorization', `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`);
  };
}

const splitScopes = (scope: string, { scopeSeparator = ' ' }: OAuth2Auth): readonly string[] =>
  scope.split(new RegExp(`[\\s${scopeSeparator === ' ' ? '' : ','}]+`)).filter((name) => name !== '');

const formOf = ({ body }: openid.CustomFetchOptions): string =>
  body instanceof URLSearchParams || typeof body === 'string' ? String(body) : '';

/** What was sent that nobody else may read, also where a service repeats it in its complaint. */
function secretsOf(options: openid.CustomFetchOptions, { clientSecret }: ProviderClient): readonly string[] {
  const form = new URLSearchParams(formOf(options));
  const sent = ['code', 'code_verifier', 'refresh_token'].flatMap((name) => form.getAll(name));
  return clientSecret === undefined ? sent : [...sent, clientSecret];
}

function readWithoutSecrets(answer: HttpResponse, secrets: readonly string[]): TokenAnswer {
  try {
    return readTokenAnswer(answer);
  } catch (cause) {
    if (!(cause instanceof ProviderFailure) || cause.providerText === undefined) throw cause;
    const providerText = createRedactor(secrets)(cause.providerText);
    throw new ProviderFailure(cause.kind, cause.message, { cause, providerText });
  }
}

/** RFC 9207: an answer that names another service than the one that was asked is that of an attacker. */
function issuerOf({ auth, fields }: ProviderCall, issuer: string | undefined): string | undefined {
  if (issuer === undefined || isOfOrigin(issuer, { auth, fields })) return issuer;
  throw new ProviderFailure(
    'token_exchange_failed',
    'The answer comes from another service than the one that was asked.',
  );
}

/** What the library, the guard or the wire threw, as a service's failure. */
function asProviderFailure(cause: unknown, host: string): unknown {
  for (let error: unknown = cause; error instanceof Error; error = error.cause) {
    const { code, connectorFailure } = error as { readonly code?: unknown; readonly connectorFailure?: unknown };
    if (error instanceof ProviderFailure) return error;
    // The guard's refusals, and what the wire did, say it in a sentence of ours.
    const isOurs = connectorFailure !== undefined || (typeof code === 'string' && code.startsWith('outbound.'));
    if (isOurs) return unreachable(host, { why: error.message, cause });
  }
  return new ProviderFailure('token_exchange_failed', `${host} answered something that is no token.`, { cause });
}
