import { afterEach, expect, test } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import words from '../../../i18n/en/connections.json' with { type: 'json' };
import type { Connection } from '../../../lib/contract.ts';
import { addWords } from '../../../lib/i18n.ts';
import { ReplaceDialog } from './replace-dialog.tsx';

addWords('connections', words);
afterEach(cleanup);

const hours = (): HTMLInputElement => screen.getByLabelText<HTMLInputElement>(new RegExp(words.replace.previous));
function type(...texts: readonly string[]): void {
  for (const text of texts) {
    fireEvent.change(hours(), { target: { value: text } });
    expect(hours().value).toBe(text);
  }
}

test('the hours of the old secret are emptied and typed anew, and are asked for when they are missing', () => {
  const connection = { name: 'hub', kind: 'secret', updatedAt: '2026-05-01T00:00:00Z' } as unknown as Connection;
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <ReplaceDialog
          connection={connection}
          begin={{ fields: [], given: {}, needsHosts: false, hosts: '' }}
          onClose={() => undefined}
        />
      </QueryClientProvider>
    </MantineProvider>,
  );
  type('', '0', '0.', '0.5');
  fireEvent.blur(hours());
  expect(hours().value).toBe('0.5');
  type('');
  fireEvent.click(screen.getByRole('button', { name: words.replace.confirm }));
  expect(screen.getByText(`${words.replace.previous} is missing.`)).toBeTruthy();
});
