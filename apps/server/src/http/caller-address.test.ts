import { isLoopbackAddress, isLoopbackHost, networkOf } from './caller-address.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s asks as %s', (address, network) => expect(networkOf(address)).toBe(network));

test.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) =>
  expect(isLoopbackAddress(address)).toBe(true),
);
test.each(['10.0.0.1', '::2', '1127.0.0.1', ''])('%j is another one', (address) =>
  expect(isLoopbackAddress(address)).toBe(false),
);

test.each(['localhost', 'LOCALHOST:80', 'a.localhost', '127.0.0.1:7700', '[::1]:7700'])(
  '%s names this machine',
  (host) => expect(isLoopbackHost(host)).toBe(true),
);
test.each(['localhost.evil.example', '127.0.0.1.evil.example', 'notlocalhost', undefined])(
  '%s names another one',
  (host) => expect(isLoopbackHost(host)).toBe(false),
);
