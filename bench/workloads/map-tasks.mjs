import { webhookDocument } from '../documents.mjs';
import { NO_OP_IMPORT, noOpTask } from '../no-op-task.mjs';
import { openServer } from '../open-server.mjs';
import { runLoad } from '../run-load.mjs';

const ITEMS = 1000;
const connections = 1;
const body = JSON.stringify({ items: Array.from({ length: ITEMS }, (_, index) => ({ id: index })) });

export const mapTasks = {
  number: 'B5',
  name: 'map-tasks',
  title: 'A thousand tasks of one run',
  measures: 'How many tasks a second one run does side by side, each with a result that is kept by itself.',
  setUp:
    'One connection posts 1,000 items; a Map does one task for each, 50 at a time. The task does nothing and counts as one with effects.',
  peers: '',
  yardstick: { body, connections },
  rate: 'tasksPerSecond',
  isCounted: true,
  targets: [{ figure: 'tasksPerSecond', atLeast: 5000 }],
  open: (bench) =>
    openServer(bench, {
      imports: [NO_OP_IMPORT],
      document: () =>
        webhookDocument({
          name: 'bench-map-tasks',
          respond: 'result',
          states: {
            'Each item': {
              Type: 'Map',
              Items: '{% $states.input.body.items %}',
              MaxConcurrency: 50,
              ItemProcessor: {
                ProcessorConfig: { Mode: 'INLINE' },
                StartAt: 'Work',
                States: { Work: noOpTask('{% $states.input.id %}', { End: true }) },
              },
              Output: '{% $count($states.result) %}',
              End: true,
            },
          },
        }),
    }),
  async round({ url }, { seconds }) {
    const load = await runLoad({ url, body, connections, seconds });
    const { requests, perSecond, p50Ms, p99Ms, failures } = load;
    return { runs: requests, tasksPerSecond: perSecond * ITEMS, p50Ms, p99Ms, failures };
  },
};
