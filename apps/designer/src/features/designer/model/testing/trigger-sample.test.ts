import { expect, test } from '@jest/globals';
import type { JsonObject, WorkflowDocument } from '@millrace/machine';
import { sampleOfTrigger } from './trigger-sample.ts';

const nowMs = Date.UTC(2026, 0, 2, 3);
const documentOf = (input?: JsonObject): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt: '', States: {} },
  ...(input === undefined ? {} : { input }),
});
const id = { type: 'object', properties: { id: { const: 7 } } } as const;

test('a webhook gives a call whose body fits the schema', () => {
  const schema = { type: 'object', properties: { body: id } };
  expect(sampleOfTrigger({ type: 'webhook', path: 'orders' }, documentOf(schema), { nowMs })).toEqual({
    body: { id: 7 },
    headers: { 'content-type': 'application/json' },
    query: {},
    method: 'POST',
    path: 'orders',
  });
});

test('a webhook without a schema gives something to map', () => {
  expect(sampleOfTrigger({ type: 'webhook', path: 'orders' }, documentOf(), { nowMs })).toMatchObject({
    body: { orderId: 'A-1042', amount: 12.5 },
  });
});

test('forms and calls give what the schema asks for', () => {
  expect(sampleOfTrigger({ type: 'call' }, documentOf(id), { nowMs })).toEqual({ id: 7 });
  expect(sampleOfTrigger({ type: 'form', path: 'f' }, documentOf(id), { nowMs })).toEqual({ id: 7 });
  expect(sampleOfTrigger(undefined, documentOf(), { nowMs })).toEqual({});
});

test('schedules and connectors tell times', () => {
  const at = '2026-01-02T03:00:00.000Z';
  expect(sampleOfTrigger({ type: 'schedule', cron: '0 * * * *' }, documentOf(), { nowMs })).toEqual({
    scheduledAt: at,
    firedAt: at,
  });
  const use = { type: 'connector', use: 'mail/received' } as const;
  expect(sampleOfTrigger(use, documentOf(), { nowMs, itemSchema: id })).toEqual({ id: '1', data: { id: 7 }, at });
  expect(sampleOfTrigger(use, documentOf(), { nowMs })).toMatchObject({ data: {} });
});
