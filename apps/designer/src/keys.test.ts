/** @jest-environment jsdom */
import { afterEach, describe, expect, test } from '@jest/globals';
import shell from './i18n/en/shell.json' with { type: 'json' };
import { hintOf, keyBindings, SHORTCUTS, shortcutsOf } from './keys.ts';
import { setSingleKeys } from './lib/single-keys.ts';

afterEach(() => localStorage.clear());

describe('the registry of commands', () => {
  test('every command has words', () => {
    const words: Readonly<Record<string, unknown>> = shell.keys;
    expect(SHORTCUTS.map(({ id }) => id).filter((id) => typeof words[id] !== 'string')).toEqual([]);
  });
  test('no key does two things in one place; what works everywhere takes no key of a part', () => {
    const takenTwice = (['lists', 'designer', 'canvas', 'panel', 'tests', 'run'] as const).filter((region) => {
      const keys = SHORTCUTS.filter((shortcut) => shortcut.region === region || shortcut.region === 'everywhere');
      const all: readonly string[] = keys.flatMap((shortcut) => shortcut.keys);
      return new Set(all).size < all.length;
    });
    expect(takenTwice).toEqual([]);
  });
  test('a part has its commands in the order of the list', () => {
    expect(shortcutsOf('designer').slice(0, 3)).toEqual(['undo', 'redo', 'save']);
  });
  test('a hint is what the key is called', () => {
    expect([hintOf('add'), hintOf('code')]).toEqual(['N', '']);
  });
});

describe('keys of one character', () => {
  const pressed: string[] = [];
  const bindings = keyBindings({
    add: () => pressed.push('add'),
    unwrap: () => pressed.push('unwrap'),
    home: () => pressed.push('home'),
    remove: () => pressed.push('remove'),
    undo: () => pressed.push('undo'),
  });
  const press = (key: string): void => bindings[key]?.(new KeyboardEvent('keydown'));
  const all = ['n', 'Shift+w', 'g h', 'Delete', '$mod+z'];
  afterEach(() => {
    pressed.length = 0;
  });
  test('work at first', () => {
    all.forEach(press);
    expect(pressed).toEqual(['add', 'unwrap', 'home', 'remove', 'undo']);
  });
  test('can be turned off, and on again; other keys go on working', () => {
    setSingleKeys(false);
    all.forEach(press);
    expect(pressed).toEqual(['remove', 'undo']);
    setSingleKeys(true);
    press('n');
    expect(pressed.at(-1)).toBe('add');
  });
});
