// What may be wrong, and may be published all the same.
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../json.ts';
import { check, installed } from '../testing/check-document.ts';
import { aMachine } from '../testing/machine-builder.ts';

describe('a pattern that never comes', () => {
  const cron = (pattern: string): JsonObject =>
    aMachine()
      .pass('A')
      .inDocument({ triggers: { t: { type: 'schedule', cron: pattern } } });
  const WARNED = ['schedule.never_fires /triggers/t/cron (warning)'];

  test.each([
    ['0 0 30 2 *', true],
    ['0 0 29 2 *', false],
    ['0 0 30,31 FEB *', true],
    ['0 0 31 2,4,6,9,11 *', true],
    ['0 0 31 2,4-6 *', false],
    ['0 0 30-31 2 *', true],
    ['0 0 28-31 2 *', false],
    ['0 0 */30 2 *', false],
    // Each Monday in February, and the thirtieth.
    ['0 0 30 2 MON', false],
    ['0 0 * 2 *', false],
    ['0 0 31 */2 *', false],
    ['0 0 31 2-12/2 *', false],
    ['0 0 31 4-12/5 *', true],
  ])('%s: %s', (pattern, isWarned) => {
    expect(check(cron(pattern))).toEqual(isWarned ? WARNED : []);
  });
});

describe('a workflow that is not there', () => {
  const context = { ...installed, hasWorkflow: (name: string) => name === 'child' };
  const calling = (Resource: string, more: object = {}) =>
    aMachine()
      .task('Call', { Resource, ...more })
      .inDocument();

  test.each([
    ['workflow:child', []],
    ['workflow:child.waitForTaskToken', []],
    ['workflow:other', ['workflow.not_found /machine/States/Call/Resource (warning)']],
    ['workflow:other.fireAndForget', ['workflow.not_found /machine/States/Call/Resource (warning)']],
    ['workflow:other.waitForTaskToken', ['workflow.not_found /machine/States/Call/Resource (warning)']],
  ])('%s', (resource, problems) => {
    expect(check(calling(resource), context)).toEqual(problems);
    expect(check(calling(resource))).toEqual([]);
  });

  test('is told of wherever it is called', () => {
    const undoing = calling('workflow:child', { Compensate: { Resource: 'workflow:undo' } });
    expect(check(undoing, context)).toEqual(['workflow.not_found /machine/States/Call/Compensate/Resource (warning)']);
    const handled = { ...calling('workflow:child'), settings: { onFailure: 'handler' } };
    expect(check(handled, context)).toEqual(['workflow.not_found /settings/onFailure (warning)']);
  });
});

describe('a test that names what is not there', () => {
  const withTest = (test: object): JsonObject =>
    aMachine()
      .state('Each', {
        Type: 'Map',
        ItemProcessor: aMachine().task('Call', { Resource: 'workflow:child' }).build(),
        End: true,
      })
      .inDocument({ tests: [{ name: 't', expect: { status: 'succeeded' }, ...test }] });
  const expecting = (steps: object): object => ({ expect: { status: 'succeeded', steps } });

  test.each([
    ['a trigger', { trigger: 'hook' }, ['test.trigger_unknown /tests/0/trigger (warning)']],
    ['a mock', { mocks: { 'No/where': [{ return: 1 }] } }, ['test.state_unknown /tests/0/mocks/No~1where (warning)']],
    ['a step', expecting({ Nowhere: {} }), ['test.state_unknown /tests/0/expect/steps/Nowhere (warning)']],
    [
      'a mock of what is no Task',
      { mocks: { Each: [{ return: 1 }] } },
      ['test.mock_unused /tests/0/mocks/Each (warning)'],
    ],
    ['what is there', { mocks: { Call: [{ return: 1 }] }, ...expecting({ Each: {}, Call: [{}] }) }, []],
  ])('%s', (_, given, problems) => {
    expect(check(withTest(given))).toEqual(problems);
  });
});
