import { afterEach, expect, test } from '@jest/globals';
import type { JsonValue } from '@millrace/machine';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { EditorView } from '@codemirror/view';
import { type ReactElement, useState } from 'react';
import { JsonField } from './json-field.tsx';
import { useWholeJson } from './use-whole-json.ts';

afterEach(cleanup);
// An editor measures its text, which jsdom cannot.
Object.assign(Range.prototype, { getClientRects: () => [] });
// Loaded before, so that nothing is still on its way when a test ends.
await import('../code-editor/code-editor.tsx');

const sent: (JsonValue | undefined)[] = [];

function Sender(): ReactElement {
  const [value, setValue] = useState<JsonValue | undefined>({ a: 1 });
  const [isShown, show] = useState(true);
  const { onBroken, whenWhole, isRefused } = useWholeJson();
  return (
    <>
      {isShown && <JsonField label="Body" value={value} onChange={setValue} onBroken={onBroken} />}
      <button onClick={() => whenWhole(() => sent.push(value))}>Send</button>
      <button onClick={() => setValue({ b: 2 })}>Replace</button>
      <button onClick={() => show(false)}>Close</button>
      {isRefused && <p>Refused</p>}
    </>
  );
}

async function showBroken(): Promise<void> {
  sent.length = 0;
  render(<Sender />);
  await act(async () => Promise.resolve());
  write('{ "a": ');
  press('Send');
  expect(screen.queryByText('Refused')).not.toBeNull();
  expect(sent).toEqual([]);
}

function write(text: string): void {
  const editor = EditorView.findFromDOM(screen.getByRole('textbox', { name: 'Body' }));
  act(() => editor?.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } }));
}
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }));

test.each<[string, () => void, JsonValue]>([
  ['it is whole again', () => write('{ "a": 3 }'), { a: 3 }],
  ['another value takes its place', () => press('Replace'), { b: 2 }],
  ['it is put away', () => press('Close'), { a: 1 }],
])('what was read before a text that is no JSON is not sent until %s', async (...[, mend, value]) => {
  await showBroken();
  mend();
  expect(screen.queryByText('Refused')).toBeNull();
  press('Send');
  expect(sent).toEqual([value]);
});
