// A process that calls the desk by a connection, as often as its parent says: `{ connection, count }` over IPC, answered by how
// the calls ended. Its parameters: where the desk is, and whose connection.
import { loadSettings } from '../config.ts';
import { Metrics } from '../metrics/metrics.ts';
import { createExecutionPlatform } from '../platform/execution-platform.ts';
import { createLog } from '../platform/log.ts';
import { openServerDatabase } from '../platform/open-database.ts';
import { makeDeskConnector } from './desk-connector.ts';

interface Order {
  readonly connection: string;
  readonly count: number;
}

const [, , providerUrl = '', workspaceId = ''] = process.argv;
const settings = loadSettings();
const opened = await openServerDatabase(settings, { onProgress: () => undefined, report: () => undefined });
const platform = await createExecutionPlatform({
  kind: 'worker',
  ...{ settings, opened, log: createLog({ level: 'error' }), metrics: new Metrics() },
  address: { publicUrl: 'http://127.0.0.1:9', origins: [] },
  connectors: [makeDeskConnector(providerUrl)],
});

async function callOnce(connection: string): Promise<string> {
  const outcome = await platform.connectorHost.call({
    ...{ workspaceId, connector: 'desk', action: 'get_me', connection, arguments: {}, idempotencyKey: 'k'.repeat(52) },
    run: { id: 'r', workflow: 'w', state: 's', path: '/', attempt: 1 },
    ...{ timeoutMs: 30_000, signal: new AbortController().signal },
  });
  return outcome.kind === 'returned' ? 'returned' : outcome.error;
}

process.on('message', ({ connection, count }: Order) => {
  void Promise.all(Array.from({ length: count }, () => callOnce(connection))).then((ends) => process.send?.(ends));
});
process.on('disconnect', () => void platform.close().then(() => process.exit(0)));
process.send?.('ready');
