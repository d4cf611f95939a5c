import { expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import { answerRequests } from '../../../testing/answer-requests.ts';
import { useSettingsForm } from './use-settings-form.ts';

const document = { millrace: 1, name: 'orders', machine: { StartAt: 'A', States: {} } } as unknown as WorkflowDocument;

test('what is typed while the settings are saved stays', async () => {
  let save: (() => void) | undefined;
  const saved = new Promise<void>((resolve) => (save = resolve));
  const requests = answerRequests(async ({ method }) => {
    if (method === 'PUT') await saved;
    return { document, revision: 1 };
  });
  const client = new QueryClient();
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useSettingsForm('orders', document), { wrapper });
  act(() => result.current.change({ onFailure: 'mend' }));
  act(() => result.current.save());
  await waitFor(() => expect(requests.map(({ method }) => method)).toEqual(['GET', 'PUT']));
  act(() => result.current.change({ onFailure: 'mend-orders' }));
  await act(async () => {
    save?.();
    await saved;
  });
  await waitFor(() => expect(result.current.isPending).toBe(false));
  expect(result.current.form.onFailure).toBe('mend-orders');
});
