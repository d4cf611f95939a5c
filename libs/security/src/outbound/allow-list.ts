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

function parseRule(entry: string): Rule {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry);
  const plain = /^([^:]+?)(?::(\d+))?$/.exec(entry);
  const target = bracketed?.[1] ?? plain?.[1] ?? entry;
  const portText = bracketed?.[2] ?? plain?.[2];
  const port = portText === undefined ? undefined : Number(portText);
  const [address = '', prefix] = target.split('/');
  const family = isIP(address);
  if (family === 0) {
    if (prefix !== undefined || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(target) || (port ?? 1) > 65_535)
      throw malformed(entry);
    return { host: target, port };
  }
  const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128)) throw malformed(entry);
  const network = new BlockList();
  network.addSubnet(address, bits, familyOf(address));
  return { network, port };
}

const malformed = (entry: string): Error =>
  new Error(
    `"${entry}" is no entry of an allow-list: write host, host:port, CIDR or CIDR:port, for example db.internal:5432 or 10.1.0.0/16.`,
  );
