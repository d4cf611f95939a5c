import { setTimeout as delay } from 'node:timers/promises';
import { callTask, MAP_AND_DECIDE, ORDER, webhookDocument } from '../documents.mjs';
import { openServer } from '../open-server.mjs';
import { memoryOf } from '../processes.mjs';
import { runLoad } from '../run-load.mjs';
import { untilDone } from '../until-done.mjs';

const body = JSON.stringify(ORDER);
const connections = 50;
const SLICES = 10;
/** As many as a server executes at once by default: while they are held, all others queue. */
const PLACES = 256;
const LOOK_MS = 20;
/** Longer than accepting takes anywhere. */
const HOLD_SECONDS = 3600;

export const backlog = {
  number: 'B7',
  name: 'backlog',
  title: 'A hundred thousand queued runs',
  measures: 'Whether a long queue slows the server down: accepting while it grows, memory, and how fast it empties.',
  setUp:
    'Another system holds the calls of 256 runs, all the places of a server; 100,000 events are accepted and queue behind them. Then the calls are answered, and the queue drains while one caller goes on asking synchronously.',
  peers:
    'n8n with 20,000 pending: accepting fell from 157 to 123/s, memory rose from 709 to 922 MB, drained 83/s, 3 of 20 synchronous calls timed out meanwhile; the queue of DBOS drains 50/s by default, 400–458/s tuned',
  yardstick: { body, connections },
  rate: 'drainPerSecond',
  isFresh: true,
  targets: [
    { figure: 'acceptSlowdown', below: 0.2 },
    { figure: 'rssPeakMiB', below: 400 },
    { figure: 'drainPerSecond', atLeast: 1500 },
  ],
  async open(bench) {
    const session = await openServer(bench, {
      withDownstream: true,
      document: () => webhookDocument({ name: 'bench-backlog', respond: 'accepted', states: MAP_AND_DECIDE }),
    });
    try {
      const { installation, downstream } = session;
      const rest = { TimeoutSeconds: HOLD_SECONDS, End: true };
      const states = { Hold: callTask(`${downstream.url}/held`, rest, { timeoutSeconds: HOLD_SECONDS }) };
      const holdUrl = await installation.publish(webhookDocument({ name: 'bench-hold', respond: 'accepted', states }));
      const mapUrl = await installation.publish(
        webhookDocument({ name: 'bench-meanwhile', respond: 'result', states: MAP_AND_DECIDE }),
      );
      return { ...session, holdUrl, mapUrl };
    } catch (cause) {
      await session.close();
      throw cause;
    }
  },
  async round({ installation, downstream, url, holdUrl, mapUrl }, { pick }) {
    const requests = pick(100_000, 3000);
    await runLoad({ url: holdUrl, body, connections, requests: PLACES, expected: 202 });
    while ((await downstream.counts()).held < PLACES) await delay(LOOK_MS);
    const load = await runLoad({ url, body, connections, requests, expected: 202, slices: SLICES });
    const queued = await installation.countOpen();
    if (queued < requests) throw new Error(`Only ${queued} runs were queued: the places were not held all the time.`);
    await downstream.release();
    const [drainSeconds, meanwhile] = await Promise.all([
      untilDone(installation),
      runLoad({ url: mapUrl, body, connections: 1, seconds: pick(10, 1) }),
    ]);
    return {
      runs: requests,
      acceptPerSecond: load.perSecond,
      acceptSlowdown: slowdownOf(load.sliceEndsMs),
      drainPerSecond: queued / drainSeconds,
      callDuringDrainP99Ms: meanwhile.p99Ms,
      rssPeakMiB: memoryOf(installation.server.pid).peakMiB,
      failures: { ...load.failures, ...meanwhile.failures },
    };
  },
};

/** How much lower the rate of the last tenth is than that of the second: the first one warms the server up. */
function slowdownOf(sliceEndsMs) {
  const lengthOf = (index) => sliceEndsMs[index] - sliceEndsMs[index - 1];
  return 1 - lengthOf(1) / lengthOf(SLICES - 1);
}
