import { expect, test } from '@jest/globals';
import { keyWords } from './key-hint.tsx';

test.each([
  ['Mod+K', 'Ctrl K', '⌘K'],
  ['Mod+Shift+Enter', 'Ctrl Shift Enter', '⌘⇧↩'],
  ['Alt+↑', 'Alt ↑', '⌥↑'],
  ['G H', 'G H', 'G H'],
  ['+ − 0 1', '+ − 0 1', '+ − 0 1'],
  ['?', '?', '?'],
])('%s reads %j, on a Mac %j', (keys, elsewhere, onMac) => {
  expect([keyWords(keys, false), keyWords(keys, true)]).toEqual([elsewhere, onMac]);
});
