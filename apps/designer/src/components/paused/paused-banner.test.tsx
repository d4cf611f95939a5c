import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import type { Session, System } from '../../lib/contract.ts';
import { createQueryClient } from '../../lib/query-client.ts';
import { sessionQuery } from '../../lib/queries/session.ts';
import { systemQuery } from '../../lib/queries/system.ts';
import { PausedBanner } from './paused-banner.tsx';

function show({
  isPaused,
  permissions,
}: {
  readonly isPaused: boolean;
  readonly permissions: readonly string[];
}): void {
  const client = createQueryClient();
  client.setQueryData<System>(systemQuery.queryKey, { version: '0.1.0', dispatch: { paused: isPaused } });
  client.setQueryData(sessionQuery.queryKey, { permissions } as unknown as Session);
  render(
    <MantineProvider>
      <QueryClientProvider client={client}>
        <PausedBanner />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

test('nothing is said of an installation that works', () => {
  show({ isPaused: false, permissions: ['instance.operate'] });
  expect(screen.queryByRole('region')).toBeNull();
});

test('who may resume has a button, and anybody else is told who may', () => {
  show({ isPaused: true, permissions: ['instance.operate'] });
  expect(screen.getByRole('region', { name: 'This installation is paused' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Resume…' })).toBeTruthy();

  show({ isPaused: true, permissions: [] });
  expect(screen.getAllByRole('button')).toHaveLength(1);
  expect(screen.getByText(/An owner or administrator can resume it/)).toBeTruthy();
});
