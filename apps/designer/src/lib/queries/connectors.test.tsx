import { afterEach, expect, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, renderHook } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import { connectorQuery, connectorsQuery, useConnectorsWith } from './connectors.ts';

afterEach(cleanup);

const connector = (name: string, action: object, more: object = {}) => ({ name, actions: [action], ...more }) as never;
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
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const names = ['large', 'small'];
  const { result, rerender } = renderHook(() => useConnectorsWith(names), { wrapper });
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
