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
  const words = wordsOf(address);
  return words.slice(0, 6).join(':') === '0:0:0:0:0:65535' ? toIpv4(words[6], words[7]) : address;
}

/** The eight words of an IPv6 address. The URL parser knows every spelling and gives one. */
function wordsOf(address: string): number[] {
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [left = '', right] = plain.split('::');
  const words = (part: string): number[] => (part === '' ? [] : part.split(':').map((word) => parseInt(word, 16)));
  if (right === undefined) return words(left);
  const [head, tail] = [words(left), words(right)];
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

const toIpv4 = (high = 0, low = 0): string => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;

/** Is the address one that nobody can open, also by way of a translator that would turn it into such a one? */
export function isNeverOpen(address: string): boolean {
  const plain = unmapped(address);
  if (never.check(plain, familyOf(plain))) return true;
  const inner = translated(plain);
  return inner !== undefined && never.check(inner, 'ipv4');
}

/** The IPv4 address that a NAT64 (64:ff9b::/96), 6to4 (2002::/16) or compatible (::a.b.c.d) address leads to. */
function translated(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const words = wordsOf(address);
  const lead = words.slice(0, 6).join(':');
  if (words[0] === 0x2002) return toIpv4(words[1], words[2]);
  if (lead === '100:65435:0:0:0:0' || lead === '0:0:0:0:0:0') return toIpv4(words[6], words[7]);
  return undefined;
}

/** Is the address closed unless an operator opens it? */
export function isClosed(address: string): boolean {
  const plain = unmapped(address);
  if (isIPv4(plain)) return closed.check(plain, 'ipv4');
  return !globalIpv6.check(plain, 'ipv6') || closed.check(plain, 'ipv6');
}
