import { OWNER, type Answer, type Call, type TestServer } from './test-server.ts';

/** As the browser of somebody who has signed in, the owner if nobody else is said. */
export type SignedInCalls = (path: string, call?: Call) => Promise<Answer>;

export async function signIn(
  { send, url }: Pick<TestServer, 'send' | 'url'>,
  person: { readonly email: string; readonly password: string } = OWNER,
): Promise<SignedInCalls> {
  const answer = await send('/api/v1/auth/login', { json: person });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (answer.status !== 200 || cookie === undefined) throw new Error(answer.text);
  return (path, call = {}) =>
    send(path, { ...call, headers: { cookie, origin: new URL(url).origin, ...call.headers } });
}
