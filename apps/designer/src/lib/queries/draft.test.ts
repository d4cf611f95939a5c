/** @jest-environment jsdom */
import { beforeEach, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { ApiError } from '../api-error.ts';
import type { Draft } from '../contract.ts';
import { editDraft } from './draft.ts';

type Titled = WorkflowDocument & { readonly description?: string };
const documentOf = (title: string, description?: string): Titled => ({
  ...{ millrace: 1, name: 'orders', title, machine: { StartAt: '', States: {} } },
  ...(description === undefined ? {} : { description }),
});
const draftOf = (document: WorkflowDocument, revision: number): Draft => ({
  ...{ name: 'orders', document, revision, updatedAt: '2026-01-01T00:00:00.000Z' },
});
const problem = (code: string): ApiError =>
  new ApiError({ type: '', title: code, status: 412, instance: '', code, requestId: '', errors: [] });

let server: Draft;
let kept: unknown;
let beforeSave: () => void;
const doors = {
  cache: { setQueryData: (_: unknown, value: unknown) => void (kept = value) } as Parameters<
    typeof editDraft
  >[2]['cache'],
  read: () => Promise.resolve(server),
  save: (_: string, document: WorkflowDocument, revision: number): Promise<Draft> => {
    beforeSave();
    if (revision !== server.revision) return Promise.reject(problem('workflow.draft_changed'));
    server = draftOf(document, revision + 1);
    return Promise.resolve(server);
  },
};
const others = (document: WorkflowDocument): void => void (server = draftOf(document, server.revision + 1));
const rename = (document: WorkflowDocument): WorkflowDocument => ({ ...document, title: 'mine' });
beforeEach(() => {
  server = draftOf(documentOf('first'), 1);
  kept = undefined;
  beforeSave = () => undefined;
});

test('an edit is made on the newest draft, and pages hear of it', async () => {
  others(documentOf('first', 'theirs'));
  expect((await editDraft('orders', rename, doors)).document).toEqual(documentOf('mine', 'theirs'));
  expect(kept).toBe(server);
});

test('whoever saves at the same moment loses nothing either', async () => {
  beforeSave = () => {
    beforeSave = () => undefined;
    others(documentOf('first', 'theirs'));
  };
  await editDraft('orders', rename, doors);
  expect(server.document).toEqual(documentOf('mine', 'theirs'));
});

test('it is not tried for ever', async () => {
  let saves = 0;
  beforeSave = () => {
    saves += 1;
    others(documentOf('theirs'));
  };
  await expect(editDraft('orders', rename, doors)).rejects.toThrow('workflow.draft_changed');
  expect([saves, kept]).toEqual([5, undefined]);
});

test('another refusal is told at once', async () => {
  const save = (): Promise<Draft> => Promise.reject(problem('workflow.invalid'));
  await expect(editDraft('orders', rename, { ...doors, save })).rejects.toThrow('workflow.invalid');
});
