import { afterEach, expect, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import { workflowQuery } from '../../../lib/queries/workflows.ts';
import type { DraftEditor } from '../draft/use-draft.ts';
import { usePublish } from './use-publish.ts';

afterEach(cleanup);

function refuseWith(code: string): void {
  const text = JSON.stringify({ type: '', title: code, status: 412, instance: '', code, requestId: '', errors: [] });
  const answer = { ok: false, status: 412, headers: new Headers(), text: () => Promise.resolve(text) };
  Object.assign(globalThis, { fetch: () => Promise.resolve(answer) });
}

test.each([
  {
    ...{ title: 'a newer draft is taken in, and seen before it is published', code: 'workflow.draft_changed' },
    ...{ expected: 1, isAsked: false },
  },
  {
    ...{ title: 'another refusal leaves draft and question alone', code: 'workflow.other' },
    ...{ expected: 0, isAsked: true },
  },
])('$title', async ({ code, expected, isAsked }) => {
  refuseWith(code);
  let caughtUp = 0;
  const draft = { flush: () => Promise.resolve(1), catchUp: () => (caughtUp += 1) } as unknown as DraftEditor;
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  cache.setQueryData(workflowQuery('orders').queryKey, { liveVersion: 1 });
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <QueryClientProvider client={cache}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => usePublish('orders', draft, () => undefined), { wrapper });
  act(() => result.current.publish());
  act(() => result.current.question?.confirm({ note: '' }));
  await waitFor(() => expect(result.current.error).toMatchObject({ code }));
  expect([caughtUp, result.current.question !== undefined]).toEqual([expected, isAsked]);
  cache.clear();
});
