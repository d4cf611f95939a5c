import { findActions, saysTheSame, stillReads, toggleRead } from './piece-reads.ts';

const ACTIONS = [
  { name: 'find_user', title: 'Find a user' },
  { name: 'send_message', title: 'Send a message' },
];

test('it is said of one, and taken back', () => {
  expect(toggleRead(['a'], 'b')).toEqual(['a', 'b']);
  expect(toggleRead(['a', 'b'], 'a')).toEqual(['b']);
});

test.each([
  ['', ['find_user', 'send_message']],
  ['  USER find ', ['find_user']],
  ['message', ['send_message']],
  ['nothing', []],
])('"%s" finds %j', (text, expected) => expect(findActions(ACTIONS, text).map(({ name }) => name)).toEqual(expected));

test('what was said of an action that is gone is said of none', () =>
  expect(stillReads(ACTIONS, ['find_user', 'gone'])).toEqual(['find_user']));

test.each([
  [['a', 'b'], ['b', 'a'], true],
  [['a'], ['a', 'b'], false],
  [[], ['a'], false],
  [[], [], true],
])('%j and %j: %s', (left, right, expected) => expect(saysTheSame(left, right)).toBe(expected));
