import { callTask, ORDER, webhookDocument } from '../documents.mjs';
import { openServer } from '../open-server.mjs';
import { runLoad } from '../run-load.mjs';

const body = JSON.stringify(ORDER);
const connections = 50;

export const httpStep = {
  number: 'B3',
  name: 'http-step',
  title: 'A call that calls another system',
  measures: 'How many synchronous calls a second one server answers when each posts to another system first.',
  setUp:
    '50 connections post 1 KB; the workflow posts to a server on this machine, which answers at once, and answers.',
  peers: 'n8n: 20/s, 62/s with its older expression engine',
  yardstick: { body, connections },
  rate: 'perSecond',
  isCounted: true,
  targets: [
    { figure: 'perSecond', atLeast: 1000 },
    { figure: 'p99Ms', below: 120 },
  ],
  open: (bench) =>
    openServer(bench, {
      withDownstream: true,
      document: (downstream) =>
        webhookDocument({
          name: 'bench-http-step',
          respond: 'result',
          states: { Call: callTask(`${downstream}/now`, { Output: '{% $states.result.body %}', End: true }) },
        }),
    }),
  async round({ url }, { seconds }) {
    const load = await runLoad({ url, body, connections, seconds });
    const { requests, perSecond, p50Ms, p99Ms, failures } = load;
    return { runs: requests, perSecond, p50Ms, p99Ms, failures };
  },
};
