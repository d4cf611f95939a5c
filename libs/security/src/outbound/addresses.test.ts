import { isClosed, isNeverOpen, unmapped } from './addresses.ts';

test.each([
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:10.0.0.1',
  '64:ff9b::808:808',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:808:808::1',
  '3fff::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
])('%s is closed', (address) => expect(isClosed(address)).toBe(true));

test.each([
  '8.8.8.8',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '::ffff:8.8.8.8',
  '2001:200::1',
])('%s is open', (address) => expect(isClosed(address)).toBe(false));

test.each([
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::',
])('nobody can open %s', (address) => expect(isNeverOpen(address)).toBe(true));

test.each(['169.254.1.1', '10.0.0.1', '::1', 'fd00::1', '8.8.8.8'])('an operator may open %s', (address) =>
  expect(isNeverOpen(address)).toBe(false),
);

test('a mapped address is the IPv4 address inside it', () => {
  expect(unmapped('::FFFF:127.0.0.1')).toBe('127.0.0.1');
  expect(unmapped('0:0:0:0:0:ffff:7f00:0001')).toBe('127.0.0.1');
  expect(unmapped('::1')).toBe('::1');
  expect(unmapped('1.2.3.4')).toBe('1.2.3.4');
});
