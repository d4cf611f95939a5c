import { expect, test } from '@jest/globals';
import { askedOf, dependedOn, hintsOf } from './hints.ts';

const schema = { type: 'string', 'x-ui': { options: { action: 'agents', dependsOn: ['team', 'site', 5] } } };

test('a hint names whom to ask, and what the answer depends on', () => {
  expect(askedOf(schema, 'options')).toEqual({ action: 'agents', dependsOn: ['team', 'site'] });
  expect(askedOf(schema, 'schema')).toBeUndefined();
  expect(askedOf({ 'x-ui': { schema: { action: 'columns' } } }, 'schema')).toEqual({
    action: 'columns',
    dependsOn: [],
  });
  expect(askedOf({ 'x-ui': { schema: { action: 7 } } }, 'schema')).toBeUndefined();
  expect(hintsOf({ 'x-ui': 'wide' })).toEqual({});
});

test('what an answer depends on is what is known of it already', () => {
  const asked = { action: 'agents', dependsOn: ['team', 'site', 'desk'] };
  expect(dependedOn(asked, { team: 't1', site: '{% $site %}', other: 1 })).toEqual({ team: 't1' });
});
