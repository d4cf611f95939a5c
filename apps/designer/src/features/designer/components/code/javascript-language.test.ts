import { describe, expect, test } from '@jest/globals';
import { javascript } from '@codemirror/lang-javascript';
import { EditorState } from '@codemirror/state';
import { completeInput, syntaxErrors } from './javascript-language.ts';

const stateOf = (doc: string): EditorState => EditorState.create({ doc, extensions: [javascript()] });

describe('the editor of a code step', () => {
  test.each([
    ['(input) => input.‸', []],
    ['(input) => input.to‸', []],
    ['(input) => input.order?.lines.‸', ['order', 'lines']],
    ['async (order) => order.‸', []],
    ['function price(order) { return order.a.‸', ['a']],
    ['input => input.‸', []],
  ])('completes members of the input: %s', async (marked, expected) => {
    const pos = marked.indexOf('‸');
    const asked: (readonly string[])[] = [];
    const membersAt = (path: readonly string[]) => {
      asked.push(path);
      return Promise.resolve([{ label: 'total' }]);
    };
    const found = await completeInput({ state: stateOf(marked.replace('‸', '')), pos }, { membersAt });
    expect(asked).toEqual([expected]);
    expect(found?.options).toEqual([{ label: 'total' }]);
  });

  test('and of nothing else', async () => {
    const membersAt = () => Promise.resolve([{ label: 'total' }]);
    const text = '(input) => Math.';
    expect(await completeInput({ state: stateOf(text), pos: text.length }, { membersAt })).toBeNull();
  });

  test('marks where the text stops being JavaScript', () => {
    expect(syntaxErrors(stateOf('(input) => input.total * 1.1'), 'x')).toEqual([]);
    const [mark] = syntaxErrors(stateOf('(input) => { return (1 + ; }'), 'x');
    expect(mark).toMatchObject({ severity: 'error', message: 'x' });
    expect(mark?.from).toBeGreaterThan(10);
  });
});
