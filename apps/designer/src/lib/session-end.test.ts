/** @jest-environment jsdom */
import { expect, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import { sessionQuery } from './queries/session.ts';
import { watchSession } from './session-end.ts';

const refusal = (code: string, status: number): ApiError =>
  new ApiError({ type: '', title: code, status, instance: '', code, requestId: '', errors: [] });

test('the session is forgotten once, and only when it has ended or is in another workspace', () => {
  const cache = new QueryClient();
  let ends = 0;
  const hear = watchSession(cache, () => (ends += 1));
  cache.setQueryData(sessionQuery.queryKey, { user: { name: 'Ada' } } as never);
  hear(refusal('auth.invalid_credentials', 401));
  hear(refusal('run.not_found', 404));
  hear(new Error('something else'));
  expect([ends, cache.getQueryData(sessionQuery.queryKey) !== undefined]).toEqual([0, true]);
  hear(refusal('auth.required', 401));
  hear(refusal('auth.required', 401));
  expect([ends, cache.getQueryData(sessionQuery.queryKey)]).toEqual([1, undefined]);
  cache.setQueryData(sessionQuery.queryKey, { user: { name: 'Ada' } } as never);
  hear(refusal('workspace.changed', 409));
  expect([ends, cache.getQueryData(sessionQuery.queryKey)]).toEqual([2, undefined]);
});
