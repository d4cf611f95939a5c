import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { openDatabase } from '@millrace/persistence';
import type { Role } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { hashToken, makeToken } from '../auth/tokens.ts';
import { makeDeskConnector } from './desk-connector.ts';
import { IDP_CLIENT, startIdentityProvider, type IdentityProvider } from './identity-provider.ts';
import { startTestServer, type Answer, type Call, type TestServer } from './test-server.ts';
import { decideAtProvider, WebVisitor, type VisitedPage } from './web-visitor.ts';

/** A server with a help desk's connector, and the provider of its accounts. */
export interface OAuthWorld {
  readonly database: TestDatabase;
  readonly server: TestServer;
  readonly provider: IdentityProvider;
  readonly callbackUrl: string;
  /** Somebody who is signed in at the server, in a browser of their own. */
  visit(role?: Role): Promise<Person>;
  stop(): Promise<void>;
}
export interface Person {
  readonly visitor: WebVisitor;
  /** As their browser asks. */
  api(path: string, call?: Call): Promise<Answer>;
  /** Begins a sign-in for a connection. */
  start(name: string, more?: object): Promise<Answer>;
  /** Goes to the provider and decides; where it sends them. */
  decide(authorizeUrl: string, isAllowed?: boolean): Promise<URL>;
  /** All of it, and what the page that waits would see. */
  connect(name: string, more?: object): Promise<Ended>;
  end(callback: URL, id: string): Promise<Ended>;
}
export interface Ended {
  readonly page: VisitedPage;
  readonly signIn: Readonly<Record<string, unknown>>;
}

const OAUTH = '/api/v1/oauth';

export async function startOAuthWorld(
  options: { readonly accessTokenSeconds?: number; readonly hasClient?: boolean } = {},
): Promise<OAuthWorld> {
  const { hasClient = true, ...lifetimes } = options;
  const database = await createTestDatabase();
  const port = await findPort();
  const callbackUrl = `http://127.0.0.1:${port}${OAUTH}/callback`;
  const provider = await startIdentityProvider({ redirectUrls: [callbackUrl], ...lifetimes });
  const server = await startTestServer(
    database.url,
    { MILLRACE_PORT: String(port), MILLRACE_OUTBOUND_ALLOW: '127.0.0.1' },
    { connectors: [makeDeskConnector(provider.url)] },
  );
  if (hasClient) {
    for (const kind of ['account', 'machine'])
      await server.api(`${OAUTH}/clients/desk/${kind}`, { method: 'PUT', json: IDP_CLIENT });
  }
  return {
    ...{ database, server, provider, callbackUrl },
    visit: async (role = 'owner') =>
      makePerson(server.url, { token: await addUser(database, role), callbackUrl, server }),
    stop: async () => {
      await server.stop();
      await provider.stop();
      await database.drop();
    },
  };
}

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A member of the workspace with a session, past every form. */
async function addUser({ url }: TestDatabase, role: Role): Promise<string> {
  const database = await openDatabase({ url });
  const [id, token] = [randomUUID(), makeToken()];
  try {
    const { source } = database;
    await source.query("insert into app_user (id, email, name, password_hash) values ($1::uuid, $2, 'Somebody', '-')", [
      ...[id, `${id}@example.com`],
    ]);
    await source.query(
      'insert into membership (workspace_id, user_id, role) select id, $1::uuid, $2::text from workspace',
      [id, role],
    );
    await source.query(
      `insert into session (token_hash, user_id, idle_until, expires_at)
       values ($1, $2::uuid, now() + interval '1 hour', now() + interval '1 hour')`,
      [hashToken(token), id],
    );
  } finally {
    await database.close();
  }
  return token;
}

function makePerson(
  url: string,
  { token, callbackUrl, server }: { token: string; callbackUrl: string; server: TestServer },
): Person {
  const visitor = new WebVisitor();
  visitor.take(url, new Headers({ 'set-cookie': `millrace=${token}; Path=/` }));
  const api: Person['api'] = (path, call = {}) =>
    server.send(path, { ...call, headers: { cookie: visitor.cookieOf(url), origin: url, ...call.headers } });
  const start: Person['start'] = (name, more = {}) =>
    api(`${OAUTH}/start`, { json: { connector: 'desk', authKind: 'account', name, ...more } });
  const decide: Person['decide'] = (authorizeUrl, isAllowed = true) =>
    decideAtProvider(visitor, { authorizeUrl, callbackUrl, isAllowed });
  const end: Person['end'] = async (callback, id) => {
    const page = await visitor.visit(callback.href);
    const { body } = await api(`${OAUTH}/${id}`);
    return { page, signIn: body as unknown as Ended['signIn'] };
  };
  const connect: Person['connect'] = async (name, more) => {
    const { body } = await start(name, more);
    const { id, authorizeUrl } = body as unknown as { id: string; authorizeUrl: string };
    return end(await decide(authorizeUrl), id);
  };
  return { visitor, api, start, decide, end, connect };
}
