import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { WorkflowStorage } from '../../../lib/contract.ts';
import { storageQuery } from '../../../lib/queries/storage.ts';
import { QuotaDialog } from './quota-dialog.tsx';

afterEach(cleanup);

const stored = { workflow: 'orders', bytes: 9_000_000 } as unknown as WorkflowStorage;

/** Draws the dialog where only what five megabytes would remove is known: nothing else is answered. */
function show(): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  client.setQueryData(storageQuery('orders', 5_000_000).queryKey, {
    ...stored,
    wouldRemove: { bytes: 4_000_000, untilDay: '2026-05-01' },
  });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <QuotaDialog stored={stored} onClose={() => undefined} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

const field = (): HTMLInputElement => screen.getByLabelText<HTMLInputElement>('At most, in MB');
const type = (value: string): boolean => fireEvent.change(field(), { target: { value } });
const save = (): HTMLButtonElement => screen.getByRole<HTMLButtonElement>('button', { name: /^Save/ });

test('a quota is saved by whoever has seen what it removes', () => {
  show();
  expect(save().disabled).toBe(false);
  type('5');
  expect([save().textContent, save().disabled]).toEqual(['Save and remove', false]);
  type('5.0');
  expect([save().textContent, save().disabled]).toEqual(['Save and remove', false]);
});

test('what removes nobody knows how much is not saved, and says why', async () => {
  show();
  type('6');
  expect(save().disabled).toBe(true);
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(save().disabled).toBe(true);
});

test('nothing is not made into nearly nothing', () => {
  show();
  type('0');
  fireEvent.blur(field());
  expect([field().value, save().disabled]).toEqual(['0', true]);
});
