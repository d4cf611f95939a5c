import { effectTask, hookWorkflow, ID_HEADER, USUAL_ATTEMPTS, USUAL_ENDS, type Json } from './states.ts';
import type { Workload } from './workload.ts';

const NAMES = ['One', 'Two', 'Three', 'Four', 'Five'];
const WORKFLOW = 'chaos-five-tasks';
const expected = { effects: NAMES, ends: USUAL_ENDS, attempts: USUAL_ATTEMPTS };

function statesOf(sinkUrl: string): Json {
  const entries = NAMES.map((name, index) => {
    const next = NAMES[index + 1];
    return [
      name,
      effectTask(sinkUrl, { path: name, ...(next === undefined ? { End: true } : { Next: next }) }),
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** Five effects in a row: none may be left out, and what was recorded is not repeated. */
export const fiveTasksWorkload: Workload = {
  name: 'five-tasks',
  isOn: true,
  share: 20,
  documents: ({ sinkUrl }) => [hookWorkflow(WORKFLOW, { states: statesOf(sinkUrl) })],
  next: ({ id }) => ({ door: 'hook', workflow: WORKFLOW, body: { id }, expected }),
};

/** The same workflow, started by the API with an idempotency key. */
export const apiWorkload: Workload = {
  name: 'api',
  isOn: true,
  share: 8,
  documents: () => [],
  next: ({ id }) => ({
    door: 'api',
    workflow: WORKFLOW,
    body: { input: { headers: { [ID_HEADER]: id }, body: { id } }, idempotencyKey: id },
    expected,
  }),
};
