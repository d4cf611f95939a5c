import { fakeApi, readPackage, registerTests, testConnector } from '@millrace/connector-sdk/testing';
import httpConnector from './index.ts';

/** Some service, which is all that the connector knows of the one it calls. */
const orders = fakeApi<{ made: Record<string, number> }>({
  base: 'https://orders.example',
  state: () => ({ made: {} }),
  accepts: ({ headers }) => headers.authorization === 'Bearer orders-token-42',
  routes: {
    'GET /orders': () => ({ json: [{ id: 1 }] }),
    'POST /orders': ({ headers }, { state }) => {
      state.made[headers['idempotency-key'] ?? ''] = 1;
      return { status: 201, json: { id: 1 } };
    },
  },
});
const url = 'https://orders.example/orders';

registerTests(
  testConnector(httpConnector, {
    package: readPackage(new URL('../', import.meta.url)),
    fake: orders,
    connections: { orders: { auth: 'bearer', fields: { token: 'orders-token-42' } } },
    cases: [
      { action: 'request', input: { url, responseType: 'json' } },
      {
        action: 'request',
        input: {
          url,
          method: 'POST',
          body: { sku: 'A-1' },
          idempotencyHeader: 'Idempotency-Key',
          responseType: 'json',
        },
        because: 'a keyed write can be repeated',
      },
      {
        action: 'request',
        input: { url: 'https://orders.example/none', failOnError: false },
        because: 'any status is fine when the step says so',
      },
      {
        action: 'request',
        input: { url: 'https://orders.example/none' },
        fails: 'Connector.Fatal',
        because: 'there is nothing at this address',
      },
    ],
  }),
);
