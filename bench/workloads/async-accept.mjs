import { MAP_AND_DECIDE, ORDER, webhookDocument } from '../documents.mjs';
import { openServer } from '../open-server.mjs';
import { runLoad } from '../run-load.mjs';
import { untilDone } from '../until-done.mjs';

const body = JSON.stringify(ORDER);
const connections = 50;

export const asyncAccept = {
  number: 'B2',
  name: 'async-accept',
  title: 'Calls that are accepted at once',
  measures: 'How many events a second one server keeps (202 once durable), and how many runs it ends meanwhile.',
  setUp: 'As sync-map, but the answer is 202 as soon as the event is durable; the round ends when all runs have.',
  peers: 'n8n: 22–50/s accepted and completed; Restate 1.7: 1,300–1,700/s accepted',
  yardstick: { body, connections },
  rate: 'acceptPerSecond',
  isCounted: true,
  targets: [
    { figure: 'acceptPerSecond', atLeast: 4000 },
    { figure: 'ofCommits', atLeast: 0.4 },
    { figure: 'completePerSecond', atLeast: 1500 },
  ],
  open: (bench) =>
    openServer(bench, {
      document: () => webhookDocument({ name: 'bench-async-accept', respond: 'accepted', states: MAP_AND_DECIDE }),
    }),
  async round({ installation, url }, { seconds }) {
    const load = await runLoad({ url, body, connections, seconds, expected: 202 });
    const open = await installation.countOpen();
    const moreSeconds = await untilDone(installation);
    const { requests, perSecond, elapsedSeconds, p50Ms, p99Ms, failures } = load;
    return {
      runs: requests,
      acceptPerSecond: perSecond,
      completePerSecond: (requests - open) / elapsedSeconds,
      allPerSecond: requests / (elapsedSeconds + moreSeconds),
      p50Ms,
      p99Ms,
      failures,
    };
  },
};
