import { expect, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import type { HeldStep } from '../../lib/contract.ts';
import { undecidedStepsQuery } from '../../lib/queries/held-steps.ts';
import { useNeeds } from './use-needs.ts';

const held = (path: string, connection?: string): HeldStep =>
  ({ path, ...(connection === undefined ? {} : { connection }) }) as unknown as HeldStep;

test('what waits for a connection hides no step that somebody must decide about, and what could not be read is said', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const waiting = Array.from({ length: 9 }, (_, index) => held(`waits ${index}`, 'bank'));
  client.setQueryData(undecidedStepsQuery.queryKey, [...waiting, held('stands')]);
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useNeeds('2026-01-01T00:00:00.000Z'), { wrapper });
  expect(result.current.standing).toEqual([held('stands')]);
  // Nothing else is answered.
  await waitFor(() => expect(result.current.error).not.toBeNull());
  expect([result.current.isNone, result.current.standing.length]).toEqual([false, 1]);
});
