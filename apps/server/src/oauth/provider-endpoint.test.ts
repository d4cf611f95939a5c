import { endpointOf, hasOwnDomain, isOfOrigin } from './provider-endpoint.ts';

test.each([
  ['https://id.example.com/token', {}, 'https://id.example.com/token'],
  ['https://{connection.site}.desk.example/t', { site: 'blue' }, 'https://blue.desk.example/t'],
  ['https://id.example.com/{connection.tenant}/t', { tenant: 'a/b' }, 'https://id.example.com/a%2Fb/t'],
  ['http://127.0.0.1:8080/token', {}, 'http://127.0.0.1:8080/token'],
  ['http://localhost/token', {}, 'http://localhost/token'],
])('%s with %j', (template, fields, expected) => {
  expect(endpointOf(template, fields).href).toBe(expected);
});

test.each([
  ['plain http', 'http://id.example.com/token', {}, 'oauth.url_invalid'],
  ['another scheme', 'ftp://id.example.com/', {}, 'oauth.url_invalid'],
  ['a name before the host', 'https://user@id.example.com/', {}, 'oauth.url_invalid'],
  ['a field that is missing', 'https://{connection.site}.desk.example/', {}, 'connection.fields_invalid'],
  [
    'a field that leads elsewhere',
    'https://{connection.site}.desk.example/',
    { site: 'evil.com/' },
    'connection.fields_invalid',
  ],
])('refuses %s', (...[, template, fields, code]) => {
  expect(() => endpointOf(template, fields)).toThrow(expect.objectContaining({ code }) as Error);
});

test.each([
  ['https://id.example.com/token', true],
  ['https://{connection.site}.desk.example/token', true],
  ['https://{connection.site}.desk.example:8443/token', true],
  ['https://id.example.com/{connection.tenant}/token', true],
  // Whoever fills these in chooses the host.
  ['https://{connection.host}/token', false],
  ['https://{connection.host}:8443/token', false],
  ['https://{connection.site}.example/token', false],
  ['https://id.{connection.domain}/token', false],
])('%s is below a domain of the connector: %s', (template, expected) => {
  expect(hasOwnDomain(template)).toBe(expected);
});

test('an issuer is one of the origins that were asked', () => {
  const auth = { tokenUrl: 'https://oauth2.example.com/token', authorizeUrl: 'https://accounts.example.com/auth' };
  const isOurs = (issuer: string) => isOfOrigin(issuer, { auth: auth as never, fields: {} });
  expect(isOurs('https://accounts.example.com')).toBe(true);
  expect(isOurs('https://oauth2.example.com/realm')).toBe(true);
  for (const other of ['https://accounts.example.com.evil.example', 'https://evil.example', 'accounts.example.com', ''])
    expect(isOurs(other)).toBe(false);
});
