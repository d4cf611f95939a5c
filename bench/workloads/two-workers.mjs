import { callTask, ORDER, webhookDocument } from '../documents.mjs';
import { openServer } from '../open-server.mjs';
import { cpuOfFamily, cpuOfProcess } from '../processes.mjs';
import { findRedisDatabase } from '../redis-database.mjs';
import { runLoad } from '../run-load.mjs';
import { Skipped } from '../skipped.mjs';
import { untilDone } from '../until-done.mjs';

const body = JSON.stringify(ORDER);
const connections = 50;
/** A server, two workers, Postgres, the other system and the load: with fewer they take the time from each other. */
const CORES_FOR_MORE = 6;

export const twoWorkers = {
  number: 'B9',
  name: 'two-workers',
  title: 'Two workers through Redis',
  measures:
    'What two worker processes add that are told of work by Redis (Bull), against one server that does it itself.',
  setUp:
    'The runs of http-step, answered with 202: first one server does all; then a server with one place and two workers share them. From the first call until all are done.',
  peers: 'Bull 4.16 alone moves 14,000 trivial jobs/s',
  yardstick: { body, connections },
  rate: 'twoPerSecond',
  targets: [
    { figure: 'ofOneProcess', atLeast: 0.9 },
    { figure: 'ofOneProcess', atLeast: 1.5, cores: CORES_FOR_MORE },
  ],
  async open(bench) {
    const redis = await findRedisDatabase();
    if (redis === undefined)
      throw new Skipped(
        'There is no Redis at 127.0.0.1:6379 with an empty database. REDIS_BENCH_URL may name another.',
      );
    const session = await openServer(bench, {
      withDownstream: true,
      document: (downstream) =>
        webhookDocument({
          name: 'bench-two-workers',
          respond: 'accepted',
          states: { Call: callTask(`${downstream}/now`) },
        }),
    });
    const close = async () => {
      await session.close();
      await redis.clear();
    };
    return { ...session, redis, close };
  },
  async round({ installation, redis, settings }, { pick }) {
    const requests = pick(20_000, 2000);
    await installation.stopProcesses();
    await installation.startServer({ settings });
    const one = await throughput(installation, requests);
    await installation.stopProcesses();
    const shared = { ...settings, REDIS_URL: redis.url };
    await installation.startServer({ settings: { ...shared, MILLRACE_MAX_RUNNING: '1' } });
    await Promise.all([installation.startWorker({ settings: shared }), installation.startWorker({ settings: shared })]);
    const two = await throughput(installation, requests);
    return {
      runs: 2 * requests,
      onePerSecond: one.perSecond,
      twoPerSecond: two.perSecond,
      oneCpuMsPerRun: one.cpuMsPerRun,
      twoCpuMsPerRun: two.cpuMsPerRun,
      ofOneProcess: two.perSecond / one.perSecond,
      failures: { ...one.failures, ...two.failures },
    };
  },
};

async function throughput(installation, requests) {
  const url = `${installation.url}/hooks/default/bench-two-workers`;
  const cpuBeforeMs = cpuOf(installation);
  const load = await runLoad({ url, body, connections, requests, expected: 202 });
  const moreSeconds = await untilDone(installation);
  const perSecond = requests / (load.elapsedSeconds + moreSeconds);
  return { perSecond, cpuMsPerRun: (cpuOf(installation) - cpuBeforeMs) / requests, failures: load.failures };
}

/** What it all costs, which tells more than rates where processes take the time from each other. */
function cpuOf({ pids, databasePid }) {
  return pids.reduce((sum, pid) => sum + cpuOfProcess(pid), cpuOfFamily(databasePid));
}
