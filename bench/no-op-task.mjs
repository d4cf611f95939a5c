import { join } from 'node:path';

/** What a server must load for {@link noOpTask}. */
export const NO_OP_IMPORT = join(import.meta.dirname, 'no-op-action.mjs');

/** A task that does nothing, whose result is durable before the next one begins. `item`: what it is given. */
export const noOpTask = (item, rest) => ({
  Type: 'Task',
  Resource: 'connector:core/bench_no_op',
  Arguments: { item },
  ...rest,
});
