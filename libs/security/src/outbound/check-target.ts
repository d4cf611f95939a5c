import { isIP } from 'node:net';
import { SecurityError } from '../errors.ts';
import { isClosed, isNeverOpen } from './addresses.ts';
import type { AllowList } from './allow-list.ts';
import { hostOf, portOf } from './hosts.ts';

const CLOSED_NAMES = /(^|\.)(localhost|local|internal|home\.arpa)$/;

/** What a URL says of where it leads. Throws `SecurityError`. */
export function checkTarget(url: URL, allow: AllowList): void {
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    checkAddress({ address: host, host, port: portOf(url) }, allow);
    return;
  }
  checkName({ host, port: portOf(url) }, allow);
}

export function checkName({ host, port }: { readonly host: string; readonly port: number }, allow: AllowList): void {
  const isClosedName = CLOSED_NAMES.test(host) || !host.includes('.');
  if (host === 'metadata.google.internal' || (isClosedName && !allow.allowsHost(host, port))) throw blocked(host, host);
}

export function checkAddress(
  { address, host, port }: { readonly address: string; readonly host: string; readonly port: number },
  allow: AllowList,
): void {
  if (isNeverOpen(address)) throw blocked(host, address, 'Nobody can open it.');
  if (!isClosed(address) || allow.allowsHost(host, port) || allow.allowsAddress(address, port)) return;
  throw blocked(host, address);
}

function blocked(
  host: string,
  address: string,
  advice = `An operator can open it: MILLRACE_OUTBOUND_ALLOW=${host}`,
): SecurityError {
  const place = host === address ? host : `${host} (${address})`;
  return new SecurityError('outbound.address_blocked', `${place} is inside a closed network. ${advice}`);
}
