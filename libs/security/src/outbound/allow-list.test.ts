import { parseAllowList } from './allow-list.ts';

test.each([
  ['db.internal', 'db.internal', 5432, true],
  ['DB.Internal', 'db.internal', 80, true],
  ['db.internal:5432', 'db.internal', 5432, true],
  ['db.internal:5432', 'db.internal', 5433, false],
  ['db.internal', 'evil-db.internal', 80, false],
  ['localhost', 'localhost', 8080, true],
])('%s: host %s at %d', (...[entry, host, port, isAllowed]) =>
  expect(parseAllowList([entry]).allowsHost(host, port)).toBe(isAllowed),
);

test.each([
  ['10.1.0.0/16', '10.1.255.1', 80, true],
  ['10.1.0.0/16', '10.2.0.1', 80, false],
  ['10.1.0.0/16', '::ffff:10.1.0.1', 80, true],
  ['10.1.0.0/16:8080', '10.1.0.1', 80, false],
  ['127.0.0.1:8080', '127.0.0.1', 8080, true],
  ['fd00::/8', 'fd12::1', 443, true],
  ['[fd00::/8]:443', 'fd12::1', 80, false],
  ['[::1]:8080', '::1', 8080, true],
])('%s: address %s at %d', (...[entry, address, port, isAllowed]) =>
  expect(parseAllowList([entry]).allowsAddress(address, port)).toBe(isAllowed),
);

test.each([
  '10.0.0.0/33',
  '10.0.0.0/',
  'fd00::/8:443x',
  'fd00::/129',
  'http://db',
  'db.internal/16',
  'db internal',
  '-x',
  '',
  'db:99999',
  '10.0.0.1:99999',
])('refuses to start with "%s"', (entry) =>
  expect(() => parseAllowList([entry])).toThrow('is no entry of an allow-list'),
);

test('nothing is open by default', () => {
  const none = parseAllowList([]);
  expect(none.allowsHost('localhost', 80)).toBe(false);
  expect(none.allowsAddress('127.0.0.1', 80)).toBe(false);
});
