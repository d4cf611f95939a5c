import { describe, expect, test } from '@jest/globals';
import { machineErrorOf, matchesError, StateFailure } from './failure.ts';

describe('which rule applies to which error', () => {
  test.each([
    [['Connector.Retryable'], 'Connector.Retryable', true, 'the name itself'],
    [['Connector.Fatal', 'Connector.Retryable'], 'Connector.Retryable', true, 'one of several names'],
    [['connector.retryable'], 'Connector.Retryable', false, 'names are case sensitive'],
    [['Connector'], 'Connector.Retryable', false, 'there are no prefixes'],
    [['States.ALL'], 'Slack.ChannelNotFound', true, 'ALL stands for own names'],
    [['States.ALL'], 'States.Timeout', true, 'ALL stands for time-outs'],
    [['States.ALL'], 'States.QueryEvaluationError', true, 'ALL stands for failed expressions'],
    [['States.ALL'], 'States.DataLimitExceeded', false, 'ALL does not stand for data that is too large'],
    [['States.DataLimitExceeded'], 'States.DataLimitExceeded', true, 'which its own name does'],
    [['States.ALL'], 'States.Runtime', false, 'ALL does not stand for States.Runtime'],
    [['States.Runtime'], 'States.Runtime', false, 'which nothing handles'],
    [['States.TaskFailed'], 'Slack.ChannelNotFound', true, 'TaskFailed stands for own names'],
    [['States.TaskFailed'], 'States.Permissions', true, 'and for the reserved ones'],
    [['States.TaskFailed'], 'States.QueryEvaluationError', true, 'failed expressions too'],
    [['States.TaskFailed'], 'States.Timeout', false, 'but not for a time-out'],
    [['States.TaskFailed'], 'States.DataLimitExceeded', false, 'nor for data that is too large'],
    [['States.TaskFailed', 'States.Timeout'], 'States.Timeout', true, 'the two together stand for all'],
    [['States.Timeout'], 'States.HeartbeatTimeout', true, 'a missed heartbeat is a time-out'],
    [['States.HeartbeatTimeout'], 'States.Timeout', false, 'but not the other way round'],
    [[], 'Connector.Fatal', false, 'no names, no rule'],
  ])('%j and %s: %s (%s)', (patterns, error, expected) => expect(matchesError(patterns, error)).toBe(expected));
});

describe('what was thrown', () => {
  test.each([
    [new StateFailure('States.Timeout', 'Late.'), { error: 'States.Timeout', cause: 'Late.' }],
    [
      { error: 'A', cause: 'b', more: 1 },
      { error: 'A', cause: 'b' },
    ],
    [Object.assign(new Error('x'), { error: 'A', cause: 'b' }), { error: 'A', cause: 'b' }],
    [{ error: 'A' }, undefined],
    [{ error: 1, cause: 'b' }, undefined],
    [new Error('a defect'), undefined],
    ['a text', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%p is the machine error %j', (thrown, expected) => {
    if (expected !== undefined) expect(machineErrorOf(thrown)).toEqual(expected);
    else {
      let again: unknown = 'nothing';
      try {
        machineErrorOf(thrown);
      } catch (caught) {
        again = caught;
      }
      expect(again).toBe(thrown);
    }
  });
});
