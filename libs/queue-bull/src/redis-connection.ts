import type { RedisOptions } from 'bull';

const DEFAULT_PORT = 6379;
const RECONNECT_STEP_MS = 100;
const RECONNECT_MAX_MS = 2000;

/**
 * Connection options from `redis[s]://[user:password@]host[:port][/database]`. A lost connection is tried again for ever,
 * every two seconds at last: no state is kept in Redis that could be stale by then. Throws on what is no such URL.
 */
export function readRedisConnection(url: string): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  if (!/^rediss?:$/.test(protocol) || hostname === '') throw new TypeError('This is no Redis URL.');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: port === '' ? DEFAULT_PORT : Number(port),
    db: Number(pathname.slice(1)),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: { servername: host } } : {}),
    retryStrategy: (tries) => Math.min(tries * RECONNECT_STEP_MS, RECONNECT_MAX_MS),
  };
}
