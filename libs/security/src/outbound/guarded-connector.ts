import { isIP, type LookupFunction, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { AllowList } from './allow-list.ts';
import { checkAddress } from './check-target.ts';
import { type ConnectTimes, startWatch } from './connect-times.ts';
import { plainHost } from './hosts.ts';
import type { Resolve } from './lookups.ts';
import type { OwnService } from './own-service.ts';
import { resolveChecked } from './resolve-checked.ts';

const CONNECT_TIMEOUT_MS = 10_000;

export interface Connecting {
  readonly allow: AllowList;
  readonly resolve: Resolve;
  readonly own: OwnService;
  /** PEM; without it, those that this machine trusts. */
  readonly authority: string | undefined;
}

/** Resolves once, checks every address, and dials one of those: nothing is resolved again in between. */
export function guardedConnector(
  { allow, resolve, own, authority }: Connecting,
  timesOf: () => ConnectTimes | undefined,
): buildConnector.connector {
  return (options, callback) => {
    const watch = startWatch(timesOf());
    const host = plainHost(options.hostname);
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    const isOwn = own.isHost(host, port);
    const check = (address: string): void => {
      if (isOwn) return;
      checkAddress({ address, host, port }, allow);
      // Opened networks may hold this installation too: a second name must not lead around the paths.
      if (own.isListener(address, port)) own.refuse();
    };
    const lookup: LookupFunction = (name, lookupOptions, done) => {
      resolveChecked(name, resolve, check).then(
        (addresses) => {
          watch.resolved();
          if (lookupOptions.all === true) done(null, [...addresses]);
          else done(null, addresses[0]?.address ?? '', addresses[0]?.family);
        },
        (cause: unknown) => done(cause as NodeJS.ErrnoException, '', 0),
      );
    };
    try {
      // A literal is never looked up.
      if (isIP(host) !== 0) check(host);
    } catch (cause) {
      callback(cause as Error, null);
      return;
    }
    // It gives the socket back, which its types do not say.
    const dial = buildConnector({
      ...{ timeout: CONNECT_TIMEOUT_MS, lookup },
      ...(authority === undefined ? {} : { ca: authority }),
    }) as (...dialled: Parameters<buildConnector.connector>) => Socket;
    const dialled = dial(options, (error, socket) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      if (options.protocol === 'https:') watch.secured();
      try {
        check(socket.remoteAddress ?? '0.0.0.0');
        callback(null, socket);
      } catch (cause) {
        socket.destroy();
        callback(cause as Error, null);
      }
    });
    dialled.prependOnceListener('connect', watch.connected);
  };
}
