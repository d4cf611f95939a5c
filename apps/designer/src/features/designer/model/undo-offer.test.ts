import { expect, test } from '@jest/globals';
import type { TaskState } from '@millrace/machine';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { undoActions, undoOffer } from './undo-offer.ts';

const action = (name: string, effects: 'read' | 'write', compensate?: object): object => ({
  ...{ name, title: name.toUpperCase(), description: '', effects, idempotency: { kind: 'none' } },
  ...(compensate === undefined ? {} : { compensate }),
});
const connector = (name: string, actions: readonly object[]): ConnectorDescription =>
  ({ name, title: `The ${name}`, version: '1.0.0', actions }) as unknown as ConnectorDescription;
const shop = connector('shop', [
  action('charge', 'write', { action: 'refund', arguments: { id: '{% $states.result.id %}' } }),
  action('refund', 'write'),
  action('list', 'read'),
]);
const mail = connector('mail', [action('send', 'write')]);
const charge: TaskState = {
  ...{ Type: 'Task', Resource: 'connector:shop/charge', Credentials: { Connection: 'till' }, End: true },
};

test('the default of the action is taken with the connection of the step', () => {
  expect(undoOffer(charge, [mail, shop])).toEqual({
    title: 'REFUND',
    compensate: {
      Resource: 'connector:shop/refund',
      Credentials: { Connection: 'till' },
      Arguments: { id: '{% $states.result.id %}' },
    },
  });
});

test('an action without a default offers none', () => {
  expect(undoOffer({ ...charge, Resource: 'connector:mail/send' }, [mail, shop])).toBeUndefined();
  expect(undoOffer({ ...charge, Resource: 'connector:gone/send' }, [mail, shop])).toBeUndefined();
});

test('what changes something may undo, the own connector first', () => {
  expect(undoActions(charge, [mail, shop]).map(({ resource }) => resource)).toEqual([
    'connector:shop/charge',
    'connector:shop/refund',
    'connector:mail/send',
  ]);
});
