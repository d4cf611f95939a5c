import type { Connection, ConnectorUse } from '@millrace/runtime';
import { toConnectionDto } from './connections.dto.ts';

const DAY_MS = 24 * 3_600_000;
const NOW_MS = 1_800_000_000_000;

const SEEN = { nowMs: NOW_MS, waitingSteps: 0 };

const connection = (use: Partial<ConnectorUse>): Connection => ({
  ...{ id: 'c', workspaceId: 'w', name: 'desk', kind: 'connector', fieldNames: [], version: 1 },
  ...{ createdAtMs: NOW_MS, updatedAtMs: NOW_MS },
  use: { connector: 'desk', authKind: 'account', fields: {}, health: { state: 'ok', sinceMs: NOW_MS }, ...use },
});
const healthOf = (use: Partial<ConnectorUse>) => toConnectionDto(connection(use), SEEN).health;

test('what works and needs somebody within seven days is expiring', () => {
  expect(healthOf({ tokenRenewableUntilMs: NOW_MS + 6 * DAY_MS })).toEqual({
    state: 'expiring',
    detail: 'Somebody must sign in again by 2027-01-21T08:00:00.000Z.',
  });
});

test.each([
  ['lasts longer', { tokenRenewableUntilMs: NOW_MS + 8 * DAY_MS }, 'ok'],
  ['is renewed without a person', { tokenExpiresAtMs: NOW_MS + DAY_MS }, 'ok'],
  ['is broken already', { health: { state: 'broken' as const }, tokenRenewableUntilMs: NOW_MS + DAY_MS }, 'broken'],
])('what %s is %s', (_, use, state) => {
  expect(healthOf(use)?.state).toBe(state);
});

test('scopes and the end are told where they are known', () => {
  const shown = toConnectionDto(connection({ scopes: ['read'], tokenRenewableUntilMs: NOW_MS }), SEEN);
  expect(shown).toMatchObject({ scopes: ['read'], expiresAt: '2027-01-15T08:00:00.000Z' });
  const bare = toConnectionDto(connection({ scopes: [] }), SEEN);
  for (const member of ['scopes', 'expiresAt', 'allowedHosts', 'account']) expect(bare).not.toHaveProperty(member);
});
