import { durationOf, partsOf, phasesOf } from './phases.ts';

const asked = { method: 'GET', url: 'https://api.example.com/orders' };

test('phases come in the order of time, and only those that there were', () => {
  const reused = { ...asked, status: 200, firstByteMs: 30, transferMs: 10, durationMs: 40, isReused: true };
  expect(phasesOf(reused).map(({ name }) => name)).toEqual(['firstByte', 'transfer']);
  const fresh = { ...reused, transferMs: 0, tlsMs: 8, connectMs: 4, dnsMs: 2 };
  expect(phasesOf(fresh).map(({ name }) => name)).toEqual(['dns', 'connect', 'tls', 'firstByte', 'transfer']);
});

test('the line of a request is as long as it is beside the longest one', () => {
  const exchange = { ...asked, dnsMs: 10, connectMs: 30, durationMs: 41 };
  expect(partsOf(exchange, 80).map(({ percent }) => percent)).toEqual([12.5, 37.5]);
  expect(partsOf({ ...asked, firstByteMs: 0 }, 0)).toEqual([{ name: 'firstByte', durationMs: 0, percent: 0 }]);
});

test('of one that did not end, what is known of it', () => {
  expect(durationOf({ ...asked, dnsMs: 2, connectMs: 3 })).toBe(5);
  expect(durationOf({ ...asked, dnsMs: 2, durationMs: 9 })).toBe(9);
});
