import { MAP_AND_DECIDE, ORDER, webhookDocument } from '../documents.mjs';
import { openServer } from '../open-server.mjs';
import { runLoad } from '../run-load.mjs';

const body = JSON.stringify(ORDER);
const connections = 50;

export const syncMap = {
  number: 'B1',
  name: 'sync-map',
  title: 'A call that is mapped and answered',
  measures: 'How many synchronous calls a second one server answers. Each is durable before its answer goes out.',
  setUp: '50 connections post 1 KB to a workflow that maps five fields, branches and answers with its output.',
  peers:
    'n8n 2.41: 15/s by default (p99 3.2 s), 66/s with its older expression engine, 85/s unsaved; Node-RED 5, in memory: 3,200–4,000/s (p99 31–36 ms)',
  yardstick: { body, connections },
  rate: 'perSecond',
  isCounted: true,
  targets: [
    { figure: 'perSecond', atLeast: 4000 },
    { figure: 'p99Ms', below: 40 },
    { figure: 'ofRequests', atLeast: 0.25 },
  ],
  open: (bench) =>
    openServer(bench, {
      document: () => webhookDocument({ name: 'bench-sync-map', respond: 'result', states: MAP_AND_DECIDE }),
    }),
  async round({ url }, { seconds }) {
    const load = await runLoad({ url, body, connections, seconds });
    const { requests, perSecond, p50Ms, p99Ms, failures } = load;
    return { runs: requests, perSecond, p50Ms, p99Ms, failures };
  },
};
