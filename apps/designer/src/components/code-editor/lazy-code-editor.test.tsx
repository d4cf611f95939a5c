import { afterEach, expect, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createRef } from 'react';
import type { EditorHandle } from './code-editor.tsx';
import { LazyCodeEditor } from './lazy-code-editor.tsx';

afterEach(cleanup);
// An editor measures its text, which jsdom cannot.
Object.assign(Range.prototype, { getClientRects: () => [] });

test('what is asked of an editor while it is loaded is done when it is there', async () => {
  const editor = createRef<EditorHandle>();
  const texts: string[] = [];
  render(<LazyCodeEditor label="Query" value="" onChange={(text) => texts.push(text)} handle={editor} />);
  expect(screen.queryByRole('textbox')).toBeNull();
  editor.current?.insert('$order');
  await act(async () => import('./code-editor.tsx'));
  expect(texts).toEqual(['$order']);
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Query' }));
});

test('the key that runs what is edited leaves the text as it is', async () => {
  const texts: string[] = [];
  render(<LazyCodeEditor label="Query" value="$order" onChange={(text) => texts.push(text)} />);
  await act(async () => import('./code-editor.tsx'));
  const textbox = screen.getByRole('textbox', { name: 'Query' });
  fireEvent.keyDown(textbox, { key: 'Enter', ctrlKey: true });
  expect(texts).toEqual([]);
  fireEvent.keyDown(textbox, { key: 'Enter' });
  expect(texts).toHaveLength(1);
});

test('undo takes back what was typed, and leaves what others changed', async () => {
  const editor = createRef<EditorHandle>();
  const texts: string[] = [];
  const draw = (value: string) => (
    <LazyCodeEditor label="Query" value={value} onChange={(text) => texts.push(text)} handle={editor} />
  );
  const { rerender } = render(draw('one'));
  await act(async () => import('./code-editor.tsx'));
  const textbox = screen.getByRole('textbox', { name: 'Query' });
  const undo = () => fireEvent.keyDown(textbox, { key: 'z', ctrlKey: true });
  rerender(draw('one, two'));
  undo();
  expect(textbox.textContent).toBe('one, two');
  expect(texts).toEqual([]);
  act(() => editor.current?.insert('$'));
  rerender(draw('$one, two'));
  rerender(draw('$one, two, three'));
  undo();
  expect(textbox.textContent).toBe('one, two, three');
  expect(texts).toEqual(['$one, two', 'one, two, three']);
});
