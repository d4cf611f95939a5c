import { setTimeout as delay } from 'node:timers/promises';
import { webhookDocument } from '../documents.mjs';
import { collectGarbage } from '../inspector.mjs';
import { openServer } from '../open-server.mjs';
import { memoryOf } from '../processes.mjs';
import { runLoad } from '../run-load.mjs';
import { untilOpen } from '../until-done.mjs';

const DAY_MS = 86_400_000;
const connections = 50;
const DUE_IN_SECONDS = 15;
const LATENESS = `
select percentile_cont(0.5) within group (order by late) as p50, percentile_cont(0.99) within group (order by late) as p99,
  count(*)::integer as runs
from (select extract(epoch from ended_at)::float8 * 1000 - $1::float8 as late from run where ended_at >= to_timestamp($1::float8 / 1000)) as woken`;

const bodyUntil = (epochMs) => JSON.stringify({ until: new Date(epochMs).toISOString() });
const yardstickBody = bodyUntil(0);

export const parked = {
  number: 'B8',
  name: 'parked',
  title: 'A hundred thousand runs that wait',
  measures: 'What runs that wait cost a server in memory, and how late those wake that are due all at once.',
  setUp:
    '100,000 runs wait a day. Memory is read before and after, each time after a full garbage collection, so that what is kept counts. Then 1,000 further ones wait for one and the same second.',
  peers: '',
  yardstick: { body: yardstickBody, connections },
  rate: 'acceptPerSecond',
  isFresh: true,
  targets: [
    { figure: 'rssRiseMiB', below: 20 },
    { figure: 'wakeP99Ms', below: 1000 },
  ],
  open: (bench) =>
    openServer(bench, {
      inspect: true,
      document: () =>
        webhookDocument({
          name: 'bench-parked',
          respond: 'accepted',
          states: { Wait: { Type: 'Wait', Timestamp: '{% $states.input.body.until %}', End: true } },
        }),
    }),
  async round({ installation, url }, { pick }) {
    const accept = (requests, untilMs) =>
      runLoad({ url, body: bodyUntil(untilMs), connections, requests, expected: 202 });
    const requests = pick(100_000, 2000);
    // The same path first: code, plans and buffers are no cost of runs that wait.
    await accept(pick(20_000, 1000), Date.now() - DAY_MS);
    await untilOpen(installation, { atMost: 0 });
    const before = await keptMemory(installation);
    const load = await accept(requests, Date.now() + DAY_MS);
    const after = await keptMemory(installation);
    const due = pick(1000, 100);
    const dueMs = (Math.floor(Date.now() / 1000) + DUE_IN_SECONDS) * 1000;
    const last = await accept(due, dueMs);
    if (Date.now() >= dueMs) throw new Error('Accepting took so long that the runs were due already.');
    await delay(dueMs - Date.now());
    await untilOpen(installation, { atMost: requests });
    const [lateness] = await installation.ask(LATENESS, [dueMs]);
    if (lateness.runs !== due) throw new Error(`${lateness.runs} runs woke, and not ${due}.`);
    return {
      runs: requests,
      acceptPerSecond: load.perSecond,
      rssRiseMiB: before === undefined || after === undefined ? undefined : after - before,
      wakeP50Ms: lateness.p50,
      wakeP99Ms: lateness.p99,
      failures: { ...load.failures, ...last.failures },
    };
  },
};

async function keptMemory(installation) {
  await collectGarbage(installation);
  return memoryOf(installation.server.pid).nowMiB;
}
