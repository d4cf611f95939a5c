// Random machines: each check of their runs has a log by hand that breaks it, and no other.
import type { ExpectedWay, Facts, RunFact } from '../facts.ts';
import { aChange, aFault, anEffect, anEvent, aRunFact, flawless } from '../testing/hand-made.ts';
import { checkInvariants } from './table.ts';

const GOOD: ExpectedWay = { output: 7, must: ['One', 'Two'], may: ['Three'] };
const BAD: ExpectedWay = { error: 'Connector.Fatal', must: ['One'], may: [] };

/** A run of a machine that may go both ways. */
function aMachineRun(run: Partial<RunFact>, facts: Partial<Facts> = {}, isRepeating = false): Facts {
  const expected = {
    effects: [],
    ends: {},
    attempts: 3,
    ways: [GOOD, BAD],
    undo: [{ of: 'One', by: 'One/Compensate' }],
    mayRepeat: () => isRepeating,
  };
  return flawless({
    events: new Map([['e-1', anEvent({ expected })]]),
    runs: [aRunFact({ output: '7', ...run })],
    ...facts,
  });
}
const broken = (facts: Facts): readonly string[] =>
  checkInvariants(facts, true)
    .filter(({ violations }) => violations.length > 0)
    .map(({ name }) => name);
const failed = { status: 'failed', error: 'Connector.Fatal' };
const undoing = anEffect({ t: 300, path: 'One/Compensate' });

test('one of the ways', () => {
  expect(broken(aMachineRun({}))).toEqual([]);
  expect(broken(aMachineRun({ ...failed, status: 'compensated' }, { effects: [anEffect(), undoing] }))).toEqual([]);
});

test('an end that no way leads to', () => {
  expect(broken(aMachineRun({ ...failed, error: 'States.Timeout' }, { effects: [] }))).toEqual(['I1']);
  expect(broken(aMachineRun({ status: 'cancelled' }))).toEqual(['I1']);
});

test('the end of a way without an effect of it', () => {
  expect(broken(aMachineRun({}, { effects: [anEffect()] }))).toEqual(['I1']);
});

test('a result that the machine does not give', () => {
  expect(broken(aMachineRun({ output: '8' }))).toEqual(['I7']);
});

test('an effect that no way to this end has', () => {
  const three = anEffect({ t: 300, path: 'Three' });
  expect(broken(aMachineRun({}, { effects: [...flawless().effects, three] }))).toEqual([]);
  const status = { ...failed, status: 'compensated' };
  expect(broken(aMachineRun(status, { effects: [...flawless().effects, undoing] }))).toEqual(['I7']);
});

test('a failure that left an effect as it was', () => {
  expect(broken(aMachineRun(failed, { effects: [anEffect()] }))).toEqual(['I7']);
  expect(broken(aMachineRun(failed, { effects: [anEffect({ answered: 'failed' })] }))).toEqual([]);
});

test('what the machine itself does again needs no fault, and what it does not does', () => {
  const effects = [anEffect(), anEffect({ t: 180, sha256: 'another body' }), anEffect({ t: 200, path: 'Two' })];
  expect(broken(aMachineRun({}, { effects }, true))).toEqual([]);
  expect(broken(aMachineRun({}, { effects }))).toEqual(['I3', 'I4']);
});

test('a run that was given up is no way, and no loss', () => {
  const losses = [1, 2, 3, 4, 5].map((fence) =>
    aChange({ n: fence + 1, t: fence * 100, oldFence: fence, newFence: fence + 1, oldSteps: 1 }),
  );
  const givenUp = { status: 'failed', error: 'States.Runtime', cause: 'run.crash_loop: five processes' };
  const faults = losses.map(({ t }) => aFault({ t: t - 50, until: t - 50 }));
  expect(broken(aMachineRun(givenUp, { effects: [anEffect()], changes: losses, faults }))).toEqual([]);
});
