// One run of a Map over many items, each with a step of its own, as an operator finds it who was told that some of them failed.
import { setTimeout as delay } from 'node:timers/promises';
import { webhookDocument } from './documents.mjs';
import { NO_OP_IMPORT, noOpTask } from './no-op-task.mjs';

export const LARGE_MAP_IMPORTS = [NO_OP_IMPORT];
export const LARGE_MAP = 'Each item';
export const LARGE_MAP_WORKFLOW = 'bench-large-map';
const EVERY_FAILED = 1000;
const END = `'succeeded', 'failed', 'timed_out', 'cancelled', 'compensated'`;
const LOOK_MS = 50;

const largeMapDocument = webhookDocument({
  name: LARGE_MAP_WORKFLOW,
  respond: 'accepted',
  states: {
    [LARGE_MAP]: {
      Type: 'Map',
      Items: '{% [1..$states.input.body.items] %}',
      ToleratedFailurePercentage: 100,
      MaxConcurrency: 50,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Good?',
        States: {
          'Good?': {
            Type: 'Choice',
            Choices: [{ Condition: `{% $states.input % ${EVERY_FAILED} = 0 %}`, Next: 'Refuse' }],
            Default: 'Work',
          },
          Work: noOpTask('{% $states.input %}', { End: true }),
          Refuse: { Type: 'Fail', Error: 'Bench.Refused', Cause: 'Every thousandth is refused.' },
        },
      },
      Output: '{% $count($states.result) %}',
      End: true,
    },
  },
});

/** Runs it to its end; gives the id of the run and how many of its items have failed. */
export async function runLargeMap(installation, items) {
  const url = await installation.publish(largeMapDocument);
  return { runId: await runToEnd(installation, url, { items }), failed: Math.floor(items / EVERY_FAILED) };
}

/** Calls a webhook that answers at once, and waits until the run has succeeded; gives its id. */
export async function runToEnd(installation, url, input) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  const { runId } = await answer.json();
  const text = `select status from run where id = $1::uuid and status in (${END})`;
  let rows = [];
  while (rows.length === 0) {
    await delay(LOOK_MS);
    rows = await installation.ask(text, [runId]);
  }
  if (rows[0].status !== 'succeeded') throw new Error(`A run ended as ${rows[0].status}.`);
  return runId;
}
