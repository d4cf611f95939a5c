import { afterEach, expect, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import { connectorQuery, connectorsQuery, useConnectorsWith, useKnownConnectors } from './connectors.ts';

afterEach(cleanup);

const connector = (name: string, action: object, more: object = {}) =>
  ({ name, version: '2.0.0', versions: ['1.0.0', '2.0.0'], actions: [action], ...more }) as never;
const around =
  (client: QueryClient) =>
  ({ children }: { readonly children: ReactNode }): ReactElement => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
const input = { type: 'object' };

test('connectors that are named have their schemas, also where the list leaves them out', () => {
  const client = new QueryClient();
  const abridged = { isAbridged: true };
  const items = [
    connector('small', { name: 'get', input }),
    connector('large', { name: 'get' }, abridged),
    connector('other', { name: 'get' }, abridged),
  ];
  client.setQueryData(connectorsQuery.queryKey, { items });
  client.setQueryData(connectorQuery('large', undefined).queryKey, connector('large', { name: 'get', input }));
  const wanted = [{ name: 'large' }, { name: 'small' }];
  const { result, rerender } = renderHook(() => useConnectorsWith(wanted), { wrapper: around(client) });
  expect(result.current.map(({ name, actions }) => [name, actions[0]?.input])).toEqual([
    ['small', input],
    ['large', input],
    ['other', undefined],
  ]);
  const before = result.current;
  rerender();
  // What looks at them is not drawn anew for nothing.
  expect(result.current).toBe(before);
});

test('a connector that is pinned is the version that runs, and one that is not there the newest', () => {
  const client = new QueryClient();
  const items = [
    connector('desk', { name: 'new' }),
    connector('crm', { name: 'new' }),
    connector('shop', { name: 'new' }),
  ];
  client.setQueryData(connectorsQuery.queryKey, { items });
  const old = connector('desk', { name: 'old', input }, { version: '1.0.0' });
  client.setQueryData(connectorQuery('desk', '1.0.0').queryKey, old);
  const wanted = [
    { name: 'desk', version: '1.0.0' },
    { name: 'crm', version: '0.9.0' },
    { name: 'shop', version: '2.0.0' },
  ];
  const { result } = renderHook(() => useConnectorsWith(wanted), { wrapper: around(client) });
  expect(result.current.map(({ actions }) => actions[0]?.name)).toEqual(['old', 'new', 'new']);
  // Nothing else was asked for.
  expect(
    client
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey),
  ).toEqual([['connectors'], ['connectors', 'desk', '1.0.0']]);
});

test('as long as a pinned version is on its way, not all is known', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  client.setQueryData(connectorsQuery.queryKey, { items: [connector('desk', { name: 'new' })] });
  const wanted = [{ name: 'desk', version: '1.0.0' }];
  const { result } = renderHook(() => useKnownConnectors(wanted), { wrapper: around(client) });
  expect(result.current.isComplete).toBe(false);
  act(() => void client.setQueryData(connectorQuery('desk', '1.0.0').queryKey, connector('desk', { name: 'old' })));
  await waitFor(() => expect(result.current.isComplete).toBe(true));
  expect(result.current.connectors[0]?.actions[0]?.name).toBe('old');
});
