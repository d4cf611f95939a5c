import { expect, test } from '@jest/globals';
import { readAlertSearch, readRollBack } from './alert-search.ts';

test('what is not understood is left out, and what is usual too', () => {
  expect(readAlertSearch({ tab: 'rules', state: 'firing' })).toEqual({ tab: 'rules', state: 'firing' });
  expect(readAlertSearch({ tab: 'told', state: 'loud' })).toEqual({});
});

test('a version is a whole number', () => {
  expect(readRollBack({ rollBack: '2' })).toEqual({ rollBack: 2 });
  expect(readRollBack({ rollBack: 'v2' })).toEqual({});
  expect(readRollBack({ rollBack: 0 })).toEqual({});
});
