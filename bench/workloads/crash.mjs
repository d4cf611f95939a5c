import { once } from 'node:events';
import { callTask, ORDER, webhookDocument } from '../documents.mjs';
import { openServer } from '../open-server.mjs';
import { runLoad } from '../run-load.mjs';
import { untilDone, untilOpen } from '../until-done.mjs';

const body = JSON.stringify(ORDER);
const connections = 50;
/** Long enough that at any moment many calls are under way. */
const CALL_MS = 300;
const PATIENCE_MS = 120_000;

export const crash = {
  number: 'B11',
  name: 'crash',
  title: 'kill -9 in the middle',
  measures:
    'Whether a server that is killed loses anything that it accepted, and how long the rest takes after a restart.',
  setUp:
    '500 events are accepted (202), each a run of two calls to another system that take 300 ms. When half of the runs have ended, the server is killed with SIGKILL and started again.',
  peers:
    'n8n: 39 of 300 accepted never finished; in queue mode the 10 in flight of 500 ended in error after its worker was killed',
  yardstick: { body, connections },
  isFresh: true,
  targets: [
    { figure: 'lost', atMost: 0 },
    { figure: 'doneSeconds', atMost: 45 },
  ],
  open: (bench) =>
    openServer(bench, {
      withDownstream: true,
      document: (downstream) =>
        webhookDocument({
          name: 'bench-crash',
          respond: 'accepted',
          states: {
            First: callTask(`${downstream}/after/${CALL_MS}`, { Output: '{% $states.input %}', Next: 'Second' }),
            Second: callTask(`${downstream}/after/${CALL_MS}`),
          },
        }),
    }),
  async round({ installation, downstream, url, settings }, { pick }) {
    const requests = pick(500, 300);
    const load = await runLoad({ url, body, connections, requests, expected: 202, wantsRunIds: true });
    await untilOpen(installation, { atMost: requests / 2 });
    const killed = once(installation.server, 'exit');
    installation.server.kill('SIGKILL');
    await killed;
    const open = await installation.countOpen();
    if (open === 0) throw new Error('All runs had ended before the server was killed.');
    const startedAt = performance.now();
    await installation.startServer({ settings });
    // What is not done then is lost, as far as its sender can tell.
    await untilDone(installation, { patienceMs: PATIENCE_MS }).catch(() => undefined);
    const doneSeconds = (performance.now() - startedAt) / 1000;
    const [{ succeeded }] = await installation.ask(
      `select count(*)::integer as succeeded from run where id = any ($1::uuid[]) and status = 'succeeded'`,
      [load.runIds],
    );
    const { calls, keys } = await downstream.counts();
    return {
      runs: requests,
      lost: load.runIds.length - succeeded,
      repeatedTasks: calls - keys,
      doneSeconds,
      failures: load.failures,
    };
  },
};
