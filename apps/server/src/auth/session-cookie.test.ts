import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionCookie } from './session-cookie.ts';

const TOKEN = 'a'.repeat(43);
const written = (publicUrl: string): string => {
  let header = '';
  const reply = { header: (_name: string, value: string) => (header = value) } as unknown as FastifyReply;
  new SessionCookie(publicUrl).write(reply, TOKEN);
  return header;
};
const read = (publicUrl: string, cookie?: string) =>
  new SessionCookie(publicUrl).read({ headers: { cookie } } as unknown as FastifyRequest);

test('over https its name itself binds it to this host', () => {
  expect(written('https://millrace.example')).toMatch(
    /^__Host-millrace=a{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/,
  );
  // Another page of the domain, or a network in between, can set the plain one.
  expect(read('https://millrace.example', `millrace=${TOKEN}`)).toBeUndefined();
  expect(read('https://millrace.example', `millrace=x; __Host-millrace=${TOKEN}`)).toBe(TOKEN);
});

test.each([
  [`millrace=${TOKEN}`, TOKEN],
  [`a=b;millrace=${TOKEN};c`, TOKEN],
  ['millrace=short', undefined],
  [`xmillrace=${TOKEN}`, undefined],
  [`millrace=${TOKEN}"`, undefined],
  [undefined, undefined],
])('over http it is read from %j', (cookie, token) => {
  expect(written('http://127.0.0.1')).not.toContain('Secure');
  expect(read('http://127.0.0.1', cookie)).toBe(token);
});
