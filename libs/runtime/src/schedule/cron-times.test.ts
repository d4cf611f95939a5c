import { validate } from '@millrace/machine';
import { CronTimes } from './cron-times.ts';

const BERLIN = 'Europe/Berlin';

/** The next times after a moment, as UTC texts without what they share. */
function next(pattern: string, timeZone: string, { from, count }: { from: string; count: number }): string[] {
  const times = new CronTimes(pattern, timeZone);
  const found: string[] = [];
  for (let at = times.after(Date.parse(from)); at !== undefined && found.length < count; at = times.after(at)) {
    found.push(new Date(at).toISOString().slice(5, 16));
  }
  return found;
}

test('a time that has come is not the next one', () => {
  expect(next('0 9 * * *', 'UTC', { from: '2026-05-01T09:00:00Z', count: 2 })).toEqual(['05-02T09:00', '05-03T09:00']);
  expect(next('0 9 * * *', 'UTC', { from: '2026-05-01T08:59:59.999Z', count: 1 })).toEqual(['05-01T09:00']);
});

test('a time zone shifts the hours', () => {
  expect(next('30 9 * * 1-5', 'America/New_York', { from: '2026-01-02T20:00:00Z', count: 2 })).toEqual([
    '01-05T14:30',
    '01-06T14:30',
  ]);
  expect(next('0 0 * * *', 'Asia/Kathmandu', { from: '2026-01-02T00:00:00Z', count: 1 })).toEqual(['01-02T18:15']);
});

test.each(['0 0 31 2 *', '0 0 30 2 *', '0 0 31 4,6,9,11 *'])('a day that never comes: %s', (pattern) => {
  expect(next(pattern, 'UTC', { from: '2026-01-01T00:00:00Z', count: 1 })).toEqual([]);
});

const problemsOf = (cron: string): readonly string[] =>
  validate(
    {
      ...{ millrace: 1, name: 'test', triggers: { t: { type: 'schedule', cron } } },
      machine: { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed' } } },
    },
    { inspectExpression: () => ({ problems: [], freeVariables: [], statesMembers: [] }) },
  ).map(({ code }) => code);

test('what the check of a document takes is a pattern', () => {
  const minutes = [
    '*',
    '5',
    '0-59',
    '1,3,5-9/2',
    '*/60',
    '*/61',
    '7/2',
    '5-10/61',
    '60',
    '10-5',
    '',
    '*-5',
    '007',
    'JAN',
  ];
  const months = ['*', 'jan', 'FEB-MAR', '*/12', '*/13', '0', '13', 'FOO', '2/3'];
  const weekdays = ['*', '0', '7', '0-7', 'SUN', 'mon-FRI', '*/7', '*/8', '8', 'SUN-MON'];
  const hours = ['*/24', '*/25', '24'];
  const patterns = [
    ...minutes.map((minute) => `${minute} * * * *`),
    ...hours.map((hour) => `0 ${hour} * * *`),
    ...months.map((month) => `0 0 1 ${month} *`),
    ...weekdays.map((weekday) => `0 0 * * ${weekday}`),
  ];
  const taken = patterns.filter((pattern) => !problemsOf(pattern).includes('schedule.cron_invalid'));
  expect(taken.length).toBeGreaterThan(15);
  for (const pattern of taken) expect(() => new CronTimes(pattern, 'UTC')).not.toThrow();
});

test('the check of a document warns of those that never come, and of no others', () => {
  const days = ['*', '29', '30', '31', '30,31', '28-31', '30-31/1', '*/30', '29-31/2'];
  const months = ['*', '2', 'FEB', '2,4', '4,6,9,11', '2-4', '2-12/2', '*/4', '2-4/2'];
  for (const pattern of days.flatMap((day) =>
    months.flatMap((month) => [`0 0 ${day} ${month} *`, `0 0 ${day} ${month} 1`]),
  )) {
    const isNever = next(pattern, 'UTC', { from: '2026-01-01T00:00:00Z', count: 1 }).length === 0;
    expect([pattern, ...problemsOf(pattern)]).toEqual(isNever ? [pattern, 'schedule.never_fires'] : [pattern]);
  }
});

test.each(['* * * *', '61 * * * *', 'a', '', '* * * * * *'])('no pattern: "%s"', (pattern) => {
  expect(() => new CronTimes(pattern, 'UTC')).toThrow(/./);
});

describe('where the clock is set forward, from 02:00 to 03:00', () => {
  const from = '2026-03-28T12:00:00Z';
  test('a time in between is due at the end of the gap', () => {
    expect(next('30 2 * * *', BERLIN, { from, count: 3 })).toEqual(['03-29T01:00', '03-30T00:30', '03-31T00:30']);
  });
  test('several in between are due once', () => {
    expect(next('*/20 2 * * *', BERLIN, { from, count: 4 })).toEqual([
      '03-29T01:00',
      '03-30T00:00',
      '03-30T00:20',
      '03-30T00:40',
    ]);
  });
  test('what is due each hour is due each hour', () => {
    const hourly = next('0 * * * *', BERLIN, { from: '2026-03-28T23:30:00Z', count: 4 });
    expect(hourly).toEqual(['03-29T00:00', '03-29T01:00', '03-29T02:00', '03-29T03:00']);
  });
});

describe('where the clock is set back, from 03:00 to 02:00', () => {
  const from = '2026-10-24T12:00:00Z';
  test('a time that comes twice is due the first time', () => {
    expect(next('30 2 * * *', BERLIN, { from, count: 2 })).toEqual(['10-25T00:30', '10-26T01:30']);
    expect(next('30 1,2,3 * * *', BERLIN, { from, count: 4 })).toEqual([
      '10-24T23:30',
      '10-25T00:30',
      '10-25T02:30',
      '10-26T00:30',
    ]);
  });
  test('a list or a step inside the hour is due both times', () => {
    expect(next('*/20 2 * * *', BERLIN, { from, count: 7 })).toEqual([
      '10-25T00:00',
      '10-25T00:20',
      '10-25T00:40',
      '10-25T01:00',
      '10-25T01:20',
      '10-25T01:40',
      '10-26T01:00',
    ]);
  });
  test('what is due each hour is due each hour', () => {
    const hourly = next('0 * * * *', BERLIN, { from: '2026-10-24T23:30:00Z', count: 4 });
    expect(hourly).toEqual(['10-25T00:00', '10-25T01:00', '10-25T02:00', '10-25T03:00']);
  });
});

test('half an hour is a change of the clock too', () => {
  const times = next('15 2 * * *', 'Australia/Lord_Howe', { from: '2026-10-03T00:00:00Z', count: 2 });
  expect(times).toEqual(['10-03T15:30', '10-04T15:15']);
});

test('each minute is due once, whatever the clock on the wall does', () => {
  const times = new CronTimes('* * * * *', BERLIN);
  let at = Date.parse('2026-10-24T23:00:00Z');
  for (let minute = 0; minute < 300; minute += 1) {
    const following = times.after(at);
    expect(following).toBe(at + 60_000);
    at = following ?? 0;
  }
});
