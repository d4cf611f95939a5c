import { BlockList, isIP } from 'node:net';
import { familyOf, unmapped } from './addresses.ts';

/** What an operator has opened: `host`, `host:port`, `CIDR` or `CIDR:port` (IPv6 in brackets before a port). */
export interface AllowList {
  allowsHost(host: string, port: number): boolean;
  allowsAddress(address: string, port: number): boolean;
}

interface Rule {
  readonly port: number | undefined;
  readonly host?: string;
  readonly network?: BlockList;
}

/** Reads the entries. Throws a sentence that names a malformed one. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const rules = entries.map((entry) => parseRule(entry.trim().toLowerCase()));
  const fits = (rule: Rule, port: number): boolean => rule.port === undefined || rule.port === port;
  return {
    allowsHost: (host, port) => rules.some((rule) => rule.host === host && fits(rule, port)),
    allowsAddress: (address, port) => {
      const plain = unmapped(address);
      return rules.some((rule) => fits(rule, port) && rule.network?.check(plain, familyOf(plain)) === true);
    },
  };
}

/** `[target]:port`, `target:port`, or the target alone; an IPv6 target with a port needs its brackets. */
const ENTRY = /^(?:\[([^\]]+)\]|([^:]+?))(?::(\d{1,5}))?$/;
const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

function parseRule(entry: string): Rule {
  const match = ENTRY.exec(entry);
  const target = match?.[1] ?? match?.[2] ?? entry;
  const port = parsePort(match?.[3], entry);
  const [address = '', prefix] = target.split('/');
  if (isIP(address) !== 0) return { network: parseNetwork(address, prefix, entry), port };
  if (prefix !== undefined || !HOST.test(target)) throw malformed(entry);
  return { host: target, port };
}

function parsePort(text: string | undefined, entry: string): number | undefined {
  if (text === undefined) return undefined;
  if (Number(text) > 65_535) throw malformed(entry);
  return Number(text);
}

function parseNetwork(address: string, prefix: string | undefined, entry: string): BlockList {
  const most = isIP(address) === 4 ? 32 : 128;
  const bits = Number(prefix ?? most);
  if (prefix === '' || !Number.isInteger(bits) || bits < 0 || bits > most) throw malformed(entry);
  const network = new BlockList();
  network.addSubnet(address, bits, familyOf(address));
  return network;
}

const malformed = (entry: string): Error =>
  new Error(
    `"${entry}" is no entry of an allow-list: write host, host:port, CIDR or CIDR:port, for example db.internal:5432 or 10.1.0.0/16.`,
  );
