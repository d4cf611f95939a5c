import type { QueueOptions } from 'bull';

/** What a connection of Bull's is made with. */
export type RedisConnection = Exclude<NonNullable<QueueOptions['redis']>, string>;

const DEFAULT_PORT = 6379;
const RECONNECT_STEP_MS = 100;
const RECONNECT_MAX_MS = 2000;
/** Longer than Bull's blocking command waits, so that only a silent Redis meets it. */
const SILENCE_MAX_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_MS = 10_000;
const DISCONNECT_TIMEOUT_MS = 200;

/**
 * Connection options from `redis[s]://[user:password@]host[:port][/database]`. A lost connection is tried again for ever,
 * every two seconds at last: no state is kept in Redis that could be stale by then. Throws on what is no such URL.
 */
export function readRedisConnection(url: string): RedisConnection {
  const { protocol, hostname, port, username, password, pathname, search } = new URL(url);
  if (!/^rediss?:$/.test(protocol) || hostname === '' || !/^(?:\/\d*)?$/.test(pathname) || search !== '')
    throw new TypeError('This is no URL like redis://user:password@host:6379/0.');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: port === '' ? DEFAULT_PORT : Number(port),
    db: Number(pathname.slice(1)),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: { servername: host } } : {}),
    retryStrategy: (tries: number) => Math.min(tries * RECONNECT_STEP_MS, RECONNECT_MAX_MS),
    // Commands must not outlive an outage in memory: what they said is old news by then.
    maxRetriesPerRequest: 1,
    // A peer that vanished without a word is noticed by whoever waits for it, and by the system where nobody does.
    socketTimeout: SILENCE_MAX_MS,
    keepAlive: KEEP_ALIVE_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
  };
}
