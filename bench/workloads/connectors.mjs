import { canRunCode } from '@millrace/connector-host';
import {
  measureBuiltIn,
  measureCalls,
  measureIdle,
  measureInstall,
} from '../../libs/connector-host/bench/published.mjs';
import { Skipped } from '../skipped.mjs';

/** Lines of code in a package of a usual size. */
const PADDING = 2000;

export const connectors = {
  number: 'B12',
  name: 'connectors',
  title: 'Calling connectors',
  measures:
    'What the host adds to a call of a built-in connector and of a published one in its Deno process; how long a published one takes from its package to its first answer; and what twenty of them cost that nobody calls.',
  setUp:
    'The host alone, no server and no database. Calls of 1 KB, one after the other. Idle memory is what Linux counts for all children after 13 seconds of rest, with shared pages divided among them (PSS).',
  targets: [
    { figure: 'builtInMicros', below: 50 },
    { figure: 'publishedP50Ms', below: 1 },
    { figure: 'installMs', below: 2000 },
    { figure: 'idleConnectorsMiB', below: 300 },
  ],
  peers: '',
  open() {
    if (!canRunCode()) throw new Skipped('Deno is not installed for this system.');
    return Promise.resolve({ close: () => Promise.resolve() });
  },
  async round(_, { pick }) {
    const { hosted, bare } = await measureBuiltIn();
    const calls = await measureCalls(pick(2000, 200));
    const { milliseconds: installMs } = await measureInstall(PADDING);
    const idle = process.platform === 'linux' ? { idleConnectorsMiB: (await measureIdle()).proportional } : {};
    return {
      ...{ runs: 1, failures: {}, builtInMicros: hosted - bare, installMs, ...idle },
      ...{ publishedP50Ms: calls.p50Ms, publishedP99Ms: calls.p99Ms },
    };
  },
};
