import type { StepEvent } from '@millrace/machine';
import { newestLines, readableCause, toStepRecord } from './step-record.ts';

const event: StepEvent = {
  kind: 'exited',
  path: 'Charge#2',
  state: 'Charge',
  type: 'Task',
  input: { order: 7 },
  output: 'charged',
  assigned: { total: 5 },
  arguments: { amount: 5 },
  next: 'Ship',
  startedAtMs: 10,
  endedAtMs: 20,
  attempts: [{ attempt: 1, startedAtMs: 10, endedAtMs: 20 }],
};
const plain = {
  sequence: 3,
  log: [],
  logCharacters: 256 * 1024,
  redact: (text: string) => text,
  textOf: (value: unknown) => JSON.stringify(value),
};
const line = (message: string) => ({ atMs: 1, level: 'info' as const, message });

test('a step is recorded as it was', () => {
  expect(toStepRecord({ ...event, resource: 'connector:shop/charge' }, plain)).toEqual({
    sequence: 3,
    path: 'Charge#2',
    state: 'Charge',
    type: 'Task',
    resource: 'connector:shop/charge',
    status: 'succeeded',
    input: '{"order":7}',
    arguments: '{"amount":5}',
    output: '"charged"',
    assigned: '{"total":5}',
    next: 'Ship',
    attempts: event.attempts,
    log: [],
    startedAtMs: 10,
    endedAtMs: 20,
  });
});

test('a failed step keeps its error, and nothing of how it could be tried again', () => {
  const { output: _, next: __, assigned: ___, ...rest } = event;
  const failed = { ...rest, kind: 'failed' as const, error: { error: 'Shop.Busy', cause: 'later', retryAfterMs: 5 } };
  const record = toStepRecord(failed, plain);
  expect(record).toMatchObject({ status: 'failed', error: 'Shop.Busy', cause: 'later' });
  expect(record).not.toHaveProperty('retryAfterMs');
  expect(record).not.toHaveProperty('output');
});

test.each(['input', 'output', 'arguments', 'assigned'] as const)('a large %s is cut, with a notice', (member) => {
  const large = { text: 'x'.repeat(300_000) };
  const record = toStepRecord({ ...event, [member]: large }, plain);
  const text = JSON.stringify(large);
  expect(JSON.parse(record[member] ?? '')).toEqual({
    $cut: { characters: text.length, beginning: text.slice(0, 2000) },
  });
});

test('what is just within the limit is kept whole', () => {
  const text = 'x'.repeat(256 * 1024 - 2);
  expect(toStepRecord({ ...event, input: text }, plain).input).toBe(JSON.stringify(text));
});

test('a cut through a surrogate pair leaves JSON that can be kept', () => {
  const record = toStepRecord({ ...event, input: `${'x'.repeat(1998)}😀${'y'.repeat(300_000)}` }, plain);
  expect(record.input).not.toMatch(/\p{Surrogate}/u);
});

test('secrets go before anything is cut', () => {
  const redact = (text: string): string => text.replaceAll('s3cret', '[redacted]');
  const record = toStepRecord(
    { ...event, input: `${'x'.repeat(1997)}s3cret${'y'.repeat(300_000)}` },
    { ...plain, redact },
  );
  expect(record.input).not.toContain('s3c');
});

test('a long cause is cut, with a mark, once; also those of earlier attempts', () => {
  const cause = 'because '.repeat(10_000);
  const cut = readableCause(cause, (text) => text);
  expect(cut).toHaveLength(32 * 1024);
  expect(cut).toMatch(/^because .*… \(cut: the cause has 80000 characters\)$/);
  expect(readableCause(cut, (text) => text)).toBe(cut);
  const attempts = [{ attempt: 1, startedAtMs: 1, endedAtMs: 2, error: { error: 'Shop.Busy', cause } }];
  expect(toStepRecord({ ...event, attempts }, plain).attempts[0]?.error?.cause).toBe(cut);
});

test('a cause of 32 Ki characters is whole, and one more is cut', () => {
  const whole = 'x'.repeat(32 * 1024);
  expect(readableCause(whole, (text) => text)).toBe(whole);
  expect(readableCause(`${whole}x`, (text) => text)).toMatch(/… \(cut: the cause has 32769 characters\)$/);
});

test('of a long log the newest lines are kept, with a mark', () => {
  const log = Array.from({ length: 100 }, (_, n) => line(`${n} ${'x'.repeat(10_000)}`));
  const most = 256 * 1024;
  const kept = newestLines(log, most);
  expect(kept[0]).toMatchObject({
    level: 'warn',
    message: 'Earlier lines are left out: the log of a step is limited.',
  });
  expect(kept.slice(1)).toEqual(log.slice(-26));
  expect(newestLines(log.slice(-20), most)).toEqual(log.slice(-20));
  expect(newestLines([...kept, line('one more')], most).at(-1)).toEqual(line('one more'));
});

test('a log that is just as long as it may be is whole, and one character more cuts a line', () => {
  const log = ['a', 'b', 'c'].map(line);
  const characters = JSON.stringify(log).length - 2 - (log.length - 1);
  expect(newestLines(log, characters)).toEqual(log);
  expect(newestLines(log, characters - 1).slice(1)).toEqual(log.slice(1));
});
