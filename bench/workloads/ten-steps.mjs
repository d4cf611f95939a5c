import { webhookDocument } from '../documents.mjs';
import { NO_OP_IMPORT, noOpTask } from '../no-op-task.mjs';
import { openServer } from '../open-server.mjs';
import { runLoad } from '../run-load.mjs';

const STEPS = 10;
const connections = 50;
const body = JSON.stringify({ id: 'A-1042' });

function tenTasks() {
  const names = Array.from({ length: STEPS }, (_, index) => `Step ${index + 1}`);
  return Object.fromEntries(
    names.map((name, index) => {
      const next = names[index + 1];
      const then = next === undefined ? { End: true } : { Next: next };
      return [name, noOpTask('{% $states.input.body.id %}', { Output: '{% $states.input %}', ...then })];
    }),
  );
}

export const tenSteps = {
  number: 'B6',
  name: 'ten-steps',
  title: 'Ten durable tasks in a row',
  measures: 'How many tasks a second many runs do, when the result of each is durable before the next one begins.',
  setUp:
    '50 connections each start a run of ten tasks and wait for its end. The task does nothing and counts as one with effects.',
  peers:
    'three durable steps, 50 connections: Restate 430 runs/s = 1,300 steps/s (p99 180–214 ms); DBOS 5.3 on the same Postgres 214 runs/s = 640 steps/s (p99 286–446 ms)',
  yardstick: { body, connections },
  rate: 'tasksPerSecond',
  isCounted: true,
  targets: [{ figure: 'tasksPerSecond', atLeast: 3000 }],
  open: (bench) =>
    openServer(bench, {
      imports: [NO_OP_IMPORT],
      document: () => webhookDocument({ name: 'bench-ten-steps', respond: 'result', states: tenTasks() }),
    }),
  async round({ url }, { seconds }) {
    const load = await runLoad({ url, body, connections, seconds });
    const { requests, perSecond, p50Ms, p99Ms, failures } = load;
    return { runs: requests, tasksPerSecond: perSecond * STEPS, p50Ms, p99Ms, failures };
  },
};
