import { expect, test } from '@jest/globals';
import { act, renderHook } from '@testing-library/react';
import type { WorkflowDocument } from '@millrace/machine';
import { startTransition } from 'react';
import type { OpenedDraft } from './open-draft.ts';
import { useDraft } from './use-draft.ts';

const documentOf = (title: string, description: string): WorkflowDocument => ({
  ...{ millrace: 1, name: 'orders', title, description },
  machine: { QueryLanguage: 'JSONata', StartAt: 'Say', States: { Say: { Type: 'Pass', End: true } } },
});

const opened: OpenedDraft = {
  key: 'default/orders',
  draft: { name: 'orders', document: documentOf('', ''), revision: 1, updatedAt: '2026-01-01T00:00:00.000Z' },
  kept: undefined,
  log: { append: () => Promise.resolve(), use: () => () => Promise.resolve() },
};

test('a field that is changed before what was typed in another one is drawn takes nothing away', () => {
  const { result } = renderHook(() => useDraft(opened));
  act(() => {
    const drawn = result.current;
    startTransition(() => drawn.changeDrawn(documentOf('typed', ''), { name: 'change', key: 'title' }));
    drawn.changeDrawn(documentOf('', 'chosen'), { name: 'change', key: 'description' });
  });
  expect(result.current.latest()).toMatchObject({ title: 'typed', description: 'chosen' });
  expect(result.current.history.present).toBe(result.current.latest());
});

test('what is typed in one go is one entry of the history, however much of it is drawn', () => {
  const { result } = renderHook(() => useDraft(opened));
  act(() => {
    const drawn = result.current;
    for (const title of ['t', 'ty', 'typ'])
      startTransition(() => drawn.changeDrawn(documentOf(title, ''), { name: 'change', key: 'title' }));
  });
  expect(result.current.history.present).toMatchObject({ title: 'typ' });
  expect(result.current.history.past).toHaveLength(1);
});

test('a command on the newest draft is drawn with what was typed before it', () => {
  const { result } = renderHook(() => useDraft(opened));
  act(() => {
    const drawn = result.current;
    startTransition(() => drawn.changeDrawn(documentOf('typed', ''), { name: 'change', key: 'title' }));
    drawn.change({ ...drawn.latest(), description: 'commanded' }, { name: 'command' });
  });
  expect(result.current.history.present).toMatchObject({ title: 'typed', description: 'commanded' });
  act(() => result.current.undo());
  expect(result.current.history.present).toMatchObject({ title: 'typed', description: '' });
});
