import { isWithin, OpenEffects } from './open-effects.ts';

describe('what a task must wait for', () => {
  const left = (thread: string, effects: 'read' | 'write' = 'write'): OpenEffects => {
    const open = new OpenEffects();
    open.add(thread, effects);
    return open;
  };

  test.each([
    ['its own thread', 'Each[1]', 'Each[1]'],
    ['the thread around it', 'Each[1]', 'Each[1]/Sub[0]'],
    ['the top level', '', 'Each[1]'],
    ['a thread that it has joined', 'Each[1]/Sub[0]', 'Each[1]'],
    ['a thread that the top level has joined', 'Each[1]', ''],
    ['the composite state around it', 'Each', 'Each[1]/Sub[0]'],
  ])('the results of %s', (_, before, thread) => {
    expect(left(before).mustSettleBefore(thread, 'read')).toBe(true);
  });

  test.each([
    ['a sibling', 'Each[1]', 'Each[2]'],
    ['a sibling whose name begins alike', 'Each[1]', 'Each[17]'],
    ['a composite state whose name begins alike', 'Each', 'Each[[1][1]'],
    ['a cousin', 'Each[1]/Sub[0]', 'Each[2]/Sub[0]'],
  ])('not those of %s', (_, before, thread) => {
    expect(left(before).mustSettleBefore(thread, 'write')).toBe(false);
  });

  test('a read waits for no read; a write waits for one', () => {
    expect(left('', 'read').mustSettleBefore('', 'read')).toBe(false);
    expect(left('', 'read').mustSettleBefore('', 'write')).toBe(true);
  });

  test('a write is not forgotten for a later read, until all is settled', () => {
    const open = left('A[0]');
    open.add('A[0]', 'read');
    expect([open.hasWrite, open.mustSettleBefore('A[0]', 'read')]).toEqual([true, true]);
    open.settle();
    expect([open.hasWrite, open.mustSettleBefore('A[0]', 'write')]).toEqual([false, false]);
  });
});

test.each([
  ['A[0]/B', 'A[0]', true],
  ['A[0]', 'A[0]', true],
  ['A[0]/B', '', true],
  ['A[01]', 'A[0]', false],
  ['A[0]', 'A[0]/B', false],
])('%s within %s: %s', (path, thread, expected) => expect(isWithin(path, thread)).toBe(expected));
