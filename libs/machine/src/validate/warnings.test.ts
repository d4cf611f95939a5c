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
