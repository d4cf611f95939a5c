import { aMachine, aWorkflow } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { AnswerSignal } from './answer-signal.ts';

const yes = { kind: 'returned', output: '{"ok":true}' } as const;
const asking = aMachine().task('Ask', {
  Resource: 'connector:test/ask.waitForTaskToken',
  Arguments: { token: '{% $states.context.Task.Token %}' },
});

test.each([
  ['alone', asking],
  ['beside a thread that sleeps', aMachine().parallel('Both', [asking, aMachine().wait('Rest', { Seconds: 20 })])],
])('an answer that was told of while the call was still under way wakes the run: %s', async (...[, machine]) => {
  const place = new TestInstallation();
  const held = place.connectors.hold('ask');
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.settle();
  const { token } = held.calls[0]?.arguments as { readonly token: string };
  await engine.answerToken({ token, answer: yes });
  // The looks for signals tell of it meanwhile; the store tells of each once.
  await place.clock.advance(5000);
  held.answer('called');
  await place.clock.advance(20_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('that somebody waited once does not mean that anybody asked', () => {
  const signal = new AnswerSignal();
  void signal.wait();
  signal.arrived('a');
  expect(signal.isUnasked).toBe(true);
  signal.noteAsked('b');
  expect(signal.isUnasked).toBe(true);
  signal.noteAsked('a');
  expect(signal.isUnasked).toBe(false);
});

test('what came while a run slept need be asked for, and nothing else until it comes', () => {
  const signal = new AnswerSignal(['a']);
  expect(['a', 'b'].map((source) => signal.mayBeThere(source, true))).toEqual([true, false]);
  signal.noteAsked('a');
  signal.arrived('b');
  expect(['a', 'b'].map((source) => signal.mayBeThere(source, true))).toEqual([false, true]);
});

test('who had not asked before the run fell asleep asks once', () => {
  const signal = new AnswerSignal([]);
  expect(signal.mayBeThere('a', false)).toBe(true);
  signal.noteAsked('a');
  expect(signal.mayBeThere('a', false)).toBe(false);
});

test('when nobody knows what came, each need be asked for once', () => {
  const signal = new AnswerSignal();
  expect(signal.mayBeThere('a', true)).toBe(true);
  signal.noteAsked('a');
  signal.noteCalled('b');
  expect(['a', 'b'].map((source) => signal.mayBeThere(source, true))).toEqual([false, false]);
  signal.arrived('b');
  signal.noteCalled('b');
  expect(signal.mayBeThere('b', true)).toBe(true);
});

test('the store tells of an answer until it knows that it was heard; it is no news any more', async () => {
  const signal = new AnswerSignal([]);
  signal.arrived('a');
  await signal.wait();
  signal.noteAsked('a');
  signal.noteHeard('a');
  signal.arrived('a');
  expect(signal.isUnasked).toBe(false);
  expect(signal.heard).toEqual(['a']);
  signal.forget(['a']);
  expect(signal.heard).toEqual([]);
});
