/** @jest-environment jsdom */
import type { WorkflowDocument } from '@millrace/machine';
import { createUnderFreeName, freeName, newDocument, ownTriggers, renamed } from './new-workflow.ts';

test('a taken name gets the next free number', () => {
  expect(freeName('untitled', new Set())).toBe('untitled');
  expect(freeName('untitled', new Set(['untitled', 'untitled-2']))).toBe('untitled-3');
});

test('a webhook and a form answer at a path of the same name', () => {
  expect(ownTriggers('orders').flatMap((trigger) => ('path' in trigger ? [trigger] : []))).toEqual([
    { type: 'webhook', path: 'orders' },
    { type: 'form', path: 'orders' },
  ]);
});

test('a form begins with a field: its page is made from the input', () => {
  const [, , form] = ownTriggers('orders');
  expect(newDocument(form, 'orders', 'Orders')).toMatchObject({
    triggers: { form: { type: 'form', path: 'orders' } },
    input: { required: ['name'] },
  });
  expect(newDocument({ type: 'call' }, 'orders', 'Orders')).not.toHaveProperty('input');
});

test('under another name it has other addresses, but keeps those that somebody chose', () => {
  const document: WorkflowDocument = {
    ...newDocument({ type: 'webhook', path: 'orders' }, 'orders', 'Orders'),
    triggers: {
      a: { type: 'webhook', path: 'orders' },
      b: { type: 'webhook', path: 'shop/orders' },
      c: { type: 'call' },
    },
  };
  expect(renamed(document, 'orders-2')).toEqual({
    ...document,
    name: 'orders-2',
    triggers: { ...document.triggers, a: { type: 'webhook', path: 'orders-2' } },
  });
});

describe('creating under a free name', () => {
  const taken = new Error('taken');
  const creation = (known: readonly string[], existing: readonly string[]): Promise<string> =>
    createUnderFreeName({
      base: 'untitled',
      taken: new Set(known),
      create: (name) => (existing.includes(name) ? Promise.reject(taken) : Promise.resolve(name)),
      isTaken: (error) => error === taken,
    });

  test.each<[string, readonly string[], string]>([
    ['nothing is there', [], 'untitled'],
    ['it is known to be taken', ['untitled'], 'untitled-2'],
  ])('%s', async (...[, known, name]) => {
    expect(await creation(known, [])).toBe(name);
  });
  test('goes on when a name turns out to be taken', async () => {
    expect(await creation([], ['untitled', 'untitled-2'])).toBe('untitled-3');
  });
  test('ends with any other failure, and after twenty tries', async () => {
    const broken = createUnderFreeName({
      base: 'untitled',
      taken: new Set(),
      create: () => Promise.reject(new Error('broken')),
      isTaken: (error) => error === taken,
    });
    await expect(broken).rejects.toThrow('broken');
    const all = Array.from({ length: 30 }, (_, index) => (index === 0 ? 'untitled' : `untitled-${index + 1}`));
    await expect(creation([], all)).rejects.toBe(taken);
  });
});
