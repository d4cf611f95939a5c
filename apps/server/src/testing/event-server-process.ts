// A server with the connector of events, to be killed. Its parameters: where the service is, and seconds: how long subscriptions
// that nobody wants are kept, and how long a stream is one process's.
import { startServer } from '../start-server.ts';
import { makeEventConnector } from './event-connector.ts';

const [, , serviceUrl = '', grace = '', streamLease = ''] = process.argv;
await startServer({
  connectors: [makeEventConnector(serviceUrl)],
  triggers: { graceSeconds: Number(grace), streamLeaseSeconds: Number(streamLease) },
});
process.send?.('ready');
