import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { SecurityError } from '../errors.ts';
import { unmapped } from './addresses.ts';
import { hostOf, portOf } from './hosts.ts';

export interface OwnService {
  isOrigin(url: URL): boolean;
  /** Is this host and port one of the origins? */
  isHost(host: string, port: number): boolean;
  /** Is this where the service listens, by whatever name it was found? */
  isListener(address: string, port: number): boolean;
  checkPath(url: URL): void;
  refuse(): never;
}

/** Where this installation itself is. Its own addresses, and the paths that workflows may call there. */
export interface OwnServicePlace {
  readonly origins: () => readonly string[];
  readonly paths: readonly string[];
}

export function ownService(options: OwnServicePlace | undefined): OwnService {
  // Asked for every request, changed once: when the port becomes known.
  let known: { readonly key: string; readonly urls: readonly URL[] } = { key: '', urls: [] };
  const origins = (): readonly URL[] => {
    const current = options?.origins() ?? [];
    const key = current.join(' ');
    if (key !== known.key) known = { key, urls: current.map((origin) => new URL(origin)) };
    return known.urls;
  };
  const paths = options?.paths ?? [];
  const refuse = (): never => {
    throw new SecurityError(
      'outbound.own_service',
      `Workflows may call this installation at ${paths.join(', ')} only.`,
    );
  };
  return {
    isOrigin: (url) => origins().some(({ origin }) => origin === url.origin),
    isHost: (host, port) => origins().some((origin) => hostOf(origin) === host && portOf(origin) === port),
    isListener: (address, port) =>
      origins().some((origin) => isLocalName(hostOf(origin)) && portOf(origin) === port) && isOfThisMachine(address),
    // As the server will see it: the URL parser has resolved `..` and `%2e`, and made a backslash a slash.
    checkPath: ({ pathname }) => {
      if (!paths.some((path) => pathname.startsWith(path)) || /%2f|%5c/i.test(pathname)) refuse();
    },
    refuse,
  };
}

const isLocalName = (host: string): boolean => host === 'localhost' || isIP(host) !== 0;

function isOfThisMachine(address: string): boolean {
  const plain = unmapped(address);
  if (plain.startsWith('127.') || plain === '::1' || plain === '0.0.0.0' || plain === '::') return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((local) => local.address === plain) === true);
}
