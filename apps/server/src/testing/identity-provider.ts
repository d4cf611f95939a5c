// A real OAuth provider on a free port, for tests: what a service does with codes, tokens and their refreshing.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As whom tests register with it. */
export const IDP_CLIENT = { clientId: 'millrace', clientSecret: 'a-client-secret-of-the-provider' };

export interface IdentityProvider {
  /** Also where its API is: `GET /api/me` for whoever brings a token. */
  readonly url: string;
  /** Requests for tokens so far, by what was asked for and how it ended: `refresh_token ok`. */
  readonly tokenRequests: readonly string[];
  /** Each access token that came to the API. */
  readonly apiTokens: readonly string[];
  /** From now on the API takes no token that it gave before. */
  distrust(): void;
  /** From now on requests for tokens are answered by this status, until there is none. */
  breakToken(status: number | undefined): void;
  /** From now on answers with tokens say this besides. */
  sayBesides(members: object): void;
  /** What is done before a request for tokens is looked at. */
  onTokenRequest(hook: (() => Promise<void>) | undefined): void;
  stop(): Promise<void>;
}

interface Options {
  readonly redirectUrls: readonly string[];
  readonly accessTokenSeconds?: number;
}

/** The parts of the library that are used here; it ships no types. */
interface Provider {
  callback(): (request: object, response: object) => void;
  on(event: string, listener: (context: GrantContext) => void): void;
  readonly AccessToken: TokenClass;
  readonly ClientCredentials: TokenClass;
}
interface TokenClass {
  find(token: string): Promise<{ readonly accountId?: string; readonly clientId: string } | undefined>;
}
interface GrantContext {
  readonly oidc: { readonly params?: { readonly grant_type?: string } };
}
type ProviderClass = new (issuer: string, configuration: object) => Provider;

export async function startIdentityProvider({
  redirectUrls,
  accessTokenSeconds = 3600,
}: Options): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await makeProvider(url, configurationOf(redirectUrls, accessTokenSeconds));
  const state = new ProviderState(provider);
  server.on('request', (request, response) => void state.answer(request, response));
  return {
    url,
    tokenRequests: state.tokenRequests,
    apiTokens: state.apiTokens,
    distrust: () => state.distrusted.push(...state.apiTokens),
    breakToken: (status) => {
      state.tokenStatus = status;
    },
    sayBesides: (members) => {
      state.besides = members;
    },
    onTokenRequest: (hook) => {
      state.hook = hook;
    },
    stop: () => stop(server),
  };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

type Incoming = Parameters<Parameters<typeof createServer>[1] & object>[0];
type Outgoing = Parameters<Parameters<typeof createServer>[1] & object>[1];

class ProviderState {
  readonly tokenRequests: string[] = [];
  readonly apiTokens: string[] = [];
  readonly distrusted: string[] = [];
  hook: (() => Promise<void>) | undefined;
  tokenStatus: number | undefined;
  besides: object = {};
  readonly #provider: Provider;
  readonly #handle: ReturnType<Provider['callback']>;

  constructor(provider: Provider) {
    this.#provider = provider;
    this.#handle = provider.callback();
    for (const [event, end] of [
      ['grant.success', 'ok'],
      ['grant.error', 'refused'],
    ] as const) {
      provider.on(event, ({ oidc }) => this.tokenRequests.push(`${oidc.params?.grant_type ?? 'unknown'} ${end}`));
    }
  }

  async answer(request: Incoming, response: Outgoing): Promise<void> {
    if (request.url === '/api/me') return this.#answerMe(request, response);
    const isToken = request.url === '/token';
    if (isToken) await this.hook?.();
    if (isToken) addMembers(response, this.besides);
    if (!isToken || this.tokenStatus === undefined) this.#handle(request, response);
    else response.writeHead(this.tokenStatus, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>');
  }

  async #answerMe(request: Incoming, response: Outgoing): Promise<void> {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    this.apiTokens.push(token);
    const { AccessToken, ClientCredentials } = this.#provider;
    const found = (await AccessToken.find(token)) ?? (await ClientCredentials.find(token));
    const isGood = found !== undefined && !this.distrusted.includes(token);
    response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isGood ? { account: found.accountId ?? found.clientId } : { error: 'who are you' }));
  }
}

/** The library has no way of its own to say more than the standard has. */
function addMembers(response: Outgoing, members: object): void {
  const end = response.end.bind(response) as (chunk: unknown) => Outgoing;
  response.end = ((chunk: unknown) => {
    if (typeof chunk !== 'string' || response.statusCode !== 200) return end(chunk);
    const text = JSON.stringify({ ...(JSON.parse(chunk) as object), ...members });
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  }) as Outgoing['end'];
}

function configurationOf(redirectUrls: readonly string[], accessTokenSeconds: number): object {
  const daySeconds = 86_400;
  return {
    clients: [
      {
        client_id: IDP_CLIENT.clientId,
        client_secret: IDP_CLIENT.clientSecret,
        redirect_uris: redirectUrls,
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        response_types: ['code'],
        scope: 'openid offline_access read write',
      },
    ],
    scopes: ['openid', 'offline_access', 'read', 'write'],
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => Promise.resolve(true) },
      clientCredentials: { enabled: true },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: () => Promise.resolve(true),
    cookies: { keys: ['of-tests'] },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    ttl: {
      ...{
        AccessToken: accessTokenSeconds,
        ClientCredentials: accessTokenSeconds,
        AuthorizationCode: 60,
        IdToken: 600,
      },
      ...{ RefreshToken: daySeconds, Grant: daySeconds, Session: daySeconds, Interaction: 600 },
    },
  };
}

/** The library says on the console for which runtime it is made, and needs one function of it. */
async function makeProvider(url: string, configuration: object): Promise<Provider> {
  (URL as { parse?: unknown }).parse ??= (text: string, base?: string) =>
    URL.canParse(text, base) ? new URL(text, base) : null;
  const { console: log } = globalThis;
  const kept = { ...log };
  const quiet = (): void => undefined;
  Object.assign(log, { info: quiet, warn: quiet });
  try {
    // @ts-expect-error -- it ships no types
    const { default: Provider } = (await import('oidc-provider')) as { readonly default: ProviderClass };
    return new Provider(url, configuration);
  } finally {
    Object.assign(log, kept);
  }
}
