import { expect, test } from '@jest/globals';
import { channelDraftOf, toChannelForm } from './channel-draft.ts';

test('addresses are written in one line', () => {
  expect(toChannelForm({ kind: 'email', name: ' team ', place: 'a@example.com, b@example.com' }, true)).toEqual({
    ...{ name: 'team', target: { kind: 'email', to: ['a@example.com', 'b@example.com'] } },
  });
});

test('what is missing is missing; a sealed address may stay as it is', () => {
  expect(toChannelForm({ kind: 'slack', name: 'chat', place: '' }, true)).toBeUndefined();
  expect(toChannelForm({ kind: 'slack', name: 'chat', place: '' }, false)).toEqual({
    ...{ name: 'chat', target: { kind: 'slack' } },
  });
  expect(toChannelForm({ kind: 'webhook', name: '', place: 'https://example.com' }, true)).toBeUndefined();
});

test('a channel is shown as it is, and its secret is not', () => {
  const known = { id: 'c', createdBy: 'Ada', createdAt: '' };
  expect(channelDraftOf({ ...known, name: 'chat', target: { kind: 'slack' } })).toEqual({
    ...{ kind: 'slack', name: 'chat', place: '' },
  });
  expect(channelDraftOf({ ...known, name: 'team', target: { kind: 'email', to: ['a@x.org', 'b@x.org'] } }).place).toBe(
    'a@x.org, b@x.org',
  );
});
