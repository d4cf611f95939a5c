import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import type { HeldStep } from '../../lib/contract.ts';
import { connectorsQuery } from '../../lib/queries/connectors.ts';
import { sessionQuery } from '../../lib/queries/session.ts';
import { HeldCard } from './held-card.tsx';

afterEach(cleanup);

const step: HeldStep = {
  ...{ runId: 'r', workflow: 'orders', path: 'Each[2]/Charge', state: 'Charge', resource: 'connector:pay/charge' },
  ...{ error: 'Connector.OutcomeUnknown', cause: '{"message":"It hung up."}', attempt: 1 },
  heldSince: '2026-01-01T00:00:00Z',
};

/** Draws the card for somebody with these permissions; the action may look whether it happened. */
function show({ permissions, hasVerify = false }: { permissions: string[]; hasVerify?: boolean }): void {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const action = { name: 'charge', title: 'Charge', idempotency: { kind: 'verify', hasVerify } };
  cache.setQueryData(sessionQuery.queryKey, { permissions } as never);
  cache.setQueryData(connectorsQuery.queryKey, { items: [{ name: 'pay', title: 'Pay', actions: [action] }] } as never);
  render(
    <MantineProvider>
      <QueryClientProvider client={cache}>
        <HeldCard step={step} held={[step]} onOpenStep={() => undefined} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
const buttons = (): readonly string[] => screen.getAllByRole('button').map(({ textContent }) => textContent);

test('whoever may operate runs decides: it happened, it did not, or the step fails', () => {
  show({ permissions: ['run.operate'] });
  expect(screen.getByRole('heading', { name: 'Sent, no answer. It may have happened.' })).toBeTruthy();
  expect(screen.getByText('It hung up.')).toBeTruthy();
  expect(buttons()).toEqual(['Each [2] › Charge', 'It happened', 'It did not: call again', 'Fail the step']);
  expect(screen.queryByText(/is asked whether it has happened/)).toBeNull();
});

test('where the action can look, it is said that it does before it is called again', () => {
  show({ permissions: ['run.operate'], hasVerify: true });
  expect(screen.getByText('Before it is called again, Pay is asked whether it has happened.')).toBeTruthy();
});

test('others read what it waits for', () => {
  show({ permissions: ['run.read'] });
  expect(buttons()).toEqual(['Each [2] › Charge']);
  expect(screen.getByText(/^Somebody who may operate runs/)).toBeTruthy();
});
