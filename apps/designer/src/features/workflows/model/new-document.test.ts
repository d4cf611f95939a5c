import { freeName, newDocument } from './new-document.ts';

test('a taken name gets the next free number', () => {
  expect(freeName('untitled', new Set())).toBe('untitled');
  expect(freeName('untitled', new Set(['untitled', 'untitled-2']))).toBe('untitled-3');
});

test('a webhook answers at a path of the same name', () => {
  expect(newDocument('webhook', 'orders', 'Orders').triggers).toEqual({ webhook: { type: 'webhook', path: 'orders' } });
  expect(newDocument('call', 'orders', 'Orders').triggers).toEqual({ call: { type: 'call' } });
});
