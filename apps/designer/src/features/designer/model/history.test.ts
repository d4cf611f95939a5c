import { describe, expect, test } from '@jest/globals';
import type { WorkflowDocument } from '@millrace/machine';
import { edit, rebase, redo, startHistory, undo } from './history.ts';

const documentOf = (title: string, more: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  title,
  machine: { StartAt: '', States: {} },
  ...more,
});
const first = documentOf('1');
const label = { name: 'change' };

describe('undo and redo', () => {
  test('go back and forth through edits', () => {
    const second = documentOf('2');
    const history = edit(startHistory(first), second, label);
    const back = undo(history);
    expect([back.present, back.future.length, back.past.length]).toEqual([first, 1, 0]);
    expect(redo(back).present).toBe(second);
  });
  test('do nothing where there is nothing', () => {
    const history = startHistory(first);
    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
  });
  test('an edit that changes nothing is none', () => {
    const history = startHistory(first);
    expect(edit(history, first, label)).toBe(history);
  });
  test('a new edit ends what could be redone', () => {
    const back = undo(edit(startHistory(first), documentOf('2'), label));
    expect(edit(back, documentOf('3'), label).future).toEqual([]);
  });
  test('edits of one field in one go are one step back', () => {
    const keyed = { name: 'change', key: 'A/url' };
    const typed = edit(edit(startHistory(first), documentOf('a'), keyed), documentOf('ab'), keyed);
    expect(typed.past).toHaveLength(1);
    expect(undo(typed).present).toBe(first);
  });
  test('what is typed after an undo is an edit of its own', () => {
    const keyed = { name: 'change', key: 'A/url' };
    const typed = edit(edit(startHistory(first), documentOf('a'), keyed), documentOf('b'), label);
    const again = edit(undo(typed), documentOf('c'), keyed);
    expect(undo(again).present.title).toBe('a');
  });
  test('what is typed after a redo is an edit of its own', () => {
    const keyed = { name: 'change', key: 'A/url' };
    const redone = redo(undo(edit(startHistory(first), documentOf('a'), keyed)));
    expect(undo(edit(redone, documentOf('ab'), keyed)).present.title).toBe('a');
  });
  test('at most 500 edits can be undone', () => {
    let history = startHistory(first);
    for (let at = 0; at < 510; at += 1) history = edit(history, documentOf(String(at)), label);
    expect(history.past).toHaveLength(500);
  });
});

describe('somebody else’s changes below the history', () => {
  const theirs = documentOf('1', { description: 'theirs' });
  test('are in the present, and stay when one’s own edits are undone and redone', () => {
    const mine = edit(edit(startHistory(first), documentOf('2'), label), documentOf('3'), label);
    const { history, conflicts } = rebase(undo(mine), { base: first, theirs });
    expect(conflicts).toEqual([]);
    expect(history.present).toEqual(documentOf('2', { description: 'theirs' }));
    expect(undo(history).present).toEqual(theirs);
    expect(redo(history).present).toEqual(documentOf('3', { description: 'theirs' }));
  });
  test('are offered where both changed one thing', () => {
    const mine = edit(startHistory(first), documentOf('mine'), label);
    const rebased = rebase(mine, { base: first, theirs: documentOf('theirs') });
    expect(rebased.conflicts).toEqual(['/title']);
    expect([rebased.history.present.title, rebased.theirs.title]).toEqual(['mine', 'theirs']);
  });
});
