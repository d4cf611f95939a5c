import { runsInWindow, spanOfAlert } from './alert-span.ts';

const window = { from: '2026-12-01T10:00:30.000Z', until: '2026-12-01T10:30:30.000Z' };

test('the chart shows what was before and after', () => {
  expect(spanOfAlert(window)).toEqual({ from: '2026-12-01T09:30:30.000Z', until: '2026-12-01T11:00:30.000Z' });
  expect(spanOfAlert({ ...window, clearedAt: '2026-12-01T12:00:00.000Z' }).until).toBe('2026-12-01T12:30:00.000Z');
});

test('the runs of the window are whole minutes', () => {
  expect(runsInWindow('ab', window)).toBe('fingerprint:ab from:2026-12-01T10:00Z until:2026-12-01T10:31Z');
});
