import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, renderHook } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import { rolloutQuery } from '../../../lib/queries/rollouts.ts';
import { useWorkflowEvents } from './use-workflow-events.ts';

const BATCH_MS = 150;
let tell: (kind: string, data?: object) => void;
let cache: QueryClient;

/** A stream that says what the test says; of a kind that nobody asked for, nothing is heard. */
class FakeSource {
  readonly #heard = new Map<string, (event: { readonly data: string }) => void>();

  constructor() {
    tell = (kind, data = {}) => this.#heard.get(kind)?.({ data: JSON.stringify({ kind, ...data }) });
  }
  addEventListener(kind: string, listener: (event: { readonly data: string }) => void): void {
    this.#heard.set(kind, listener);
  }
  close(): void {
    this.#heard.clear();
  }
}

beforeEach(() => {
  jest.useFakeTimers();
  cache = new QueryClient();
  cache.setQueryData(rolloutQuery('orders').queryKey, {});
  Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
  Object.assign(globalThis, { EventSource: FakeSource });
});
afterEach(() => {
  cleanup();
  cache.clear();
  Reflect.deleteProperty(globalThis, 'EventSource');
  jest.useRealTimers();
});

function follow(): { readonly saved: (number | 'gap')[] } {
  const saved: (number | 'gap')[] = [];
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactElement => (
    <QueryClientProvider client={cache}>{children}</QueryClientProvider>
  );
  const listener = {
    onSaved: (revision: number) => void saved.push(revision),
    onGap: () => void saved.push('gap'),
    onCaptured: () => undefined,
  };
  renderHook(() => useWorkflowEvents('orders', listener), { wrapper });
  return { saved };
}
const isRolloutOld = (): boolean => cache.getQueryState(rolloutQuery('orders').queryKey)?.isInvalidated === true;

test.each(['rollout.changed', 'version.published'])('after %s the rollout is asked for again', (kind) => {
  follow();
  tell(kind);
  expect(isRolloutOld()).toBe(false);
  jest.advanceTimersByTime(BATCH_MS);
  expect(isRolloutOld()).toBe(true);
});

test('what happened before the stream was there is asked for too', () => {
  const { saved } = follow();
  tell('open');
  expect(isRolloutOld()).toBe(true);
  expect(saved).toEqual(['gap']);
});

test('a page that is seen again asks for what was saved meanwhile', () => {
  const { saved } = follow();
  tell('open');
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  tell('draft.saved', { revision: 7 });
  Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  tell('open');
  jest.advanceTimersByTime(BATCH_MS);
  expect(saved).toEqual(['gap', 'gap']);
});

test('a save is told, and changes nothing else', () => {
  const { saved } = follow();
  tell('draft.saved', { revision: 7 });
  jest.advanceTimersByTime(BATCH_MS);
  expect(saved).toEqual([7]);
  expect(isRolloutOld()).toBe(false);
});
