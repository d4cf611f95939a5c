import { expect, test } from '@jest/globals';
import { tinykeys } from 'tinykeys';
import { listenForPages } from './use-shell-keys.ts';

const press = (key: string, on: Element = document.body): void => {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
};

test('the keys of a page do nothing else; by itself the last one does', () => {
  const heard: string[] = [];
  const ends = [
    tinykeys(window, { r: () => heard.push('retry') }),
    listenForPages([{ id: 'runs', open: () => heard.push('runs') }]),
  ];
  for (const key of ['r', 'g', 'r', 'r']) press(key);
  expect(heard).toEqual(['retry', 'runs', 'retry']);
  for (const end of ends) end();
});

test('nobody is led away from a field', () => {
  const heard: string[] = [];
  const end = listenForPages([{ id: 'runs', open: () => heard.push('runs') }]);
  const field = document.body.appendChild(document.createElement('input'));
  for (const key of ['g', 'r']) press(key, field);
  expect(heard).toEqual([]);
  field.remove();
  end();
});
