import { anEvent, aRunFact, flawless } from './testing/hand-made.ts';
import { compareTwins } from './twins.ts';

const calm = flawless();
const failed = { status: 'failed', error: 'Connector.Retryable' };

test('the same end', () => {
  expect(compareTwins(flawless(), calm)).toEqual({ compared: 1, excused: 0, differences: [] });
});

test('another end is told', () => {
  const broken = flawless({ runs: [aRunFact({ status: 'timed_out' })] });
  expect(compareTwins(broken, calm).differences).toEqual([
    'e-1 of chaos-five-tasks: timed_out, and without faults succeeded.',
  ]);
  const outputs = [aRunFact({ output: '1' }), aRunFact({ output: '2' })] as const;
  expect(compareTwins(flawless({ runs: [outputs[0]] }), flawless({ runs: [outputs[1]] })).differences).toHaveLength(1);
});

test('a run that its downstream wore down is excused, and so is one that was cancelled in a race', () => {
  expect(compareTwins(flawless({ runs: [aRunFact(failed)] }), calm)).toMatchObject({ excused: 1, differences: [] });
  const events = new Map([['e-1', anEvent({ cancelAfterMs: 5 })]]);
  const cancelled = flawless({ events, runs: [aRunFact({ status: 'cancelled' })] });
  expect(compareTwins(cancelled, calm)).toMatchObject({ excused: 1, differences: [] });
});

test('a machine with one way has no excuse', () => {
  const ways = [{ output: 1, must: [], may: [] }];
  const events = new Map([['e-1', anEvent({ expected: { ...anEvent().expected, ways } })]]);
  const broken = flawless({ events, runs: [aRunFact(failed)] });
  expect(compareTwins(broken, calm).differences).toHaveLength(1);
});

test('what only one of them kept is not compared', () => {
  expect(compareTwins(flawless({ runs: [] }), calm)).toMatchObject({ compared: 0, differences: [] });
});
