import { BlockList, isIP, isIPv4 } from 'node:net';

/** IANA's special-purpose registries, and what clouds keep there. */
const CLOSED_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['168.63.129.16', 32],
] as const;
/** Inside 2000::/3, which alone is open at all. */
const CLOSED_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;
/** Metadata services: whoever reads them is the machine. No operator can open them. */
const NEVER_OPEN = ['169.254.169.254', '169.254.170.2', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16'];

const closed = new BlockList();
for (const [network, prefix] of CLOSED_IPV4) closed.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of CLOSED_IPV6) closed.addSubnet(network, prefix, 'ipv6');
const globalIpv6 = new BlockList();
globalIpv6.addSubnet('2000::', 3, 'ipv6');
const never = new BlockList();
for (const address of NEVER_OPEN) never.addAddress(address, familyOf(address));

/** `ipv4` or `ipv6`, as BlockList wants it. */
export function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

/** The IPv4 address inside `::ffff:a.b.c.d`, in any spelling; else the address itself. */
export function unmapped(address: string): string {
  if (isIP(address) !== 6) return address;
  // The URL parser knows every spelling and gives one: [::ffff:7f00:1].
  const match = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(
    new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname,
  );
  if (match === null) return address;
  const [high, low] = [parseInt(match[1] ?? '0', 16), parseInt(match[2] ?? '0', 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** Is the address one that nobody can open? */
export function isNeverOpen(address: string): boolean {
  const plain = unmapped(address);
  return never.check(plain, familyOf(plain));
}

/** Is the address closed unless an operator opens it? */
export function isClosed(address: string): boolean {
  const plain = unmapped(address);
  if (isIPv4(plain)) return closed.check(plain, 'ipv4');
  return !globalIpv6.check(plain, 'ipv6') || closed.check(plain, 'ipv6');
}
