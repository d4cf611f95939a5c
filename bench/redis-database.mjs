// A database of a Redis that nobody uses, for one bench.
import { connect } from 'node:net';

const PORT = 6379;
const ANSWER_MS = 2000;

/** Sends commands and gives the answers, one line each. */
function ask(host, port, commands) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: ANSWER_MS });
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.on('timeout', () => socket.destroy(new Error('It does not answer.')));
    socket.on('error', reject).on('close', () => resolve(text.split('\r\n').slice(0, commands.length)));
    socket.end([...commands, 'QUIT'].map((command) => `${command}\r\n`).join(''));
  });
}

/**
 * The highest numbered database that is empty; undefined where there is no Redis, or none such. `clear` empties that one
 * again. `REDIS_BENCH_URL` names another Redis than this machine's.
 */
export async function findRedisDatabase() {
  const { hostname, port } = new URL(process.env.REDIS_BENCH_URL ?? `redis://127.0.0.1:${PORT}`);
  const number = Number(port === '' ? PORT : port);
  for (let database = 15; database >= 1; database -= 1) {
    const answers = await ask(hostname, number, [`SELECT ${database}`, 'DBSIZE']).catch(() => undefined);
    if (answers === undefined) return undefined;
    if (answers[0] !== '+OK' || answers[1] !== ':0') continue;
    return {
      url: `redis://${hostname}:${number}/${database}`,
      clear: () => ask(hostname, number, [`SELECT ${database}`, 'FLUSHDB']),
    };
  }
  return undefined;
}
