import { connect } from 'node:net';

const DEFAULT_URL = 'redis://127.0.0.1:6379';
const ANSWER_TIMEOUT_MS = 1000;

/**
 * The Redis that tests may use, by `MILLRACE_TEST_REDIS_URL`, or the usual one of this machine. No package ships a Redis, so
 * where none answers the suites that need one are skipped, in one line on standard error; in continuous integration that
 * is a failure. Whoever uses it takes a prefix of its own, and removes its keys.
 */
export async function findTestRedis(suite: string): Promise<string | undefined> {
  const url = process.env.MILLRACE_TEST_REDIS_URL ?? DEFAULT_URL;
  if (await answers(url)) return url;
  if (process.env.CI === 'true') throw new Error(`No Redis answers at ${url}. Continuous integration needs one.`);
  process.stderr.write(`Skipped ${suite}: no Redis answers at ${url}.\n`);
  return undefined;
}

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port === '' ? '6379' : port), timeout: ANSWER_TIMEOUT_MS });
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    // One that asks for a password answers too.
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', () => settle(true));
    socket.on('timeout', () => settle(false));
    socket.on('error', () => settle(false));
  });
}
