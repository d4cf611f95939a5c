import { COLUMNS, readColumns, switchColumn } from './run-columns.ts';

test('state and run are always shown, the others in their own order', () => {
  expect(readColumns(undefined)).toBeUndefined();
  expect(readColumns('what,workflow,odd')).toEqual(['state', 'run', 'workflow', 'what']);
  expect(readColumns('none')).toEqual(['state', 'run']);
});

test('columns are switched one by one', () => {
  expect(switchColumn(COLUMNS, 'steps')).toBe('workflow,trigger,started,duration,what,attributes');
  expect(switchColumn(['state', 'run', 'steps'], 'steps')).toBe('none');
  expect(
    switchColumn(
      COLUMNS.filter((name) => name !== 'steps'),
      'steps',
    ),
  ).toBeUndefined();
});
