import type { Subscription, TriggerHealth } from '@millrace/runtime';
import { toConnectorTriggerDto, type ListedTrigger } from './triggers.dto.ts';

const PLACE = { publicUrl: 'http://millrace.example', workspace: 'default' };
const kept: ListedTrigger = {
  ...{ id: 't', workspaceId: 'w', workflowId: 'f', versionId: 'v', triggerId: 'created', identity: 'i' },
  ...{ kind: 'subscription', startMs: 0, attempts: 0, health: { state: 'new' } },
  trigger: { type: 'connector', use: 'acme-desk/ticket_created' } as unknown as ListedTrigger['trigger'],
};
const subscribed: Subscription = {
  ...{ id: 's', workspaceId: 'w', sealed: new Uint8Array(), state: 'active', attempts: 0 },
} as unknown as Subscription;
interface Noted {
  readonly health: TriggerHealth;
  readonly change?: Partial<Subscription>;
}
const stateOf = (health: TriggerHealth, change?: Partial<Subscription>) =>
  toConnectorTriggerDto(
    { ...kept, health, ...(change === undefined ? {} : { subscription: { ...subscribed, ...change } }) },
    PLACE,
  ).state;

test('a trigger whose subscription is active works, though nobody polls it', () => {
  expect(stateOf({ state: 'new' }, {})).toBe('ok');
});

test.each([
  ['is being made', { health: { state: 'new' }, change: { state: 'creating' } }, 'new'],
  ['cannot be made', { health: { state: 'new' }, change: { trouble: { code: 'a.b', message: 'No.' } } }, 'retrying'],
  ['needs a person', { health: { state: 'needs_person' }, change: {} }, 'needs_person'],
  ['is none', { health: { state: 'new' } }, 'new'],
] as readonly (readonly [string, Noted, string])[])('a subscription that %s', (...[, { health, change }, state]) => {
  expect(stateOf(health, change)).toBe(state);
});
