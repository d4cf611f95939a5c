import { expect, test } from '@jest/globals';
import { mappingOf, obstacleOf } from './promotion.ts';

const connection = (name: string, chosen?: string) => ({
  ...{ name, places: 1, candidates: [] },
  ...(chosen === undefined ? {} : { chosen }),
});
const preview = {
  ...{ connections: [connection('crm', 'crm-live')], connectors: [], problems: [] },
  ...{ mayPublish: true, draft: 'none' as const },
};
const finding = { code: 'x', severity: 'error' as const, path: '', message: 'x' };
const connector = { name: 'desk', state: 'missing' as const, versions: [], needs: [] };

test.each([
  ['nothing', preview, undefined],
  ['a right', { ...preview, mayPublish: false }, 'rights'],
  ['a connection that is not chosen', { ...preview, connections: [connection('crm')] }, 'lacking'],
  ['a connector', { ...preview, connectors: [connector] }, 'lacking'],
  ['another problem', { ...preview, problems: [finding] }, 'lacking'],
])('%s keeps it from being published', (_, given, expected) => {
  expect(obstacleOf(given)).toBe(expected);
});

test('names that stay are not sent', () => {
  const connections = [connection('crm', 'crm-live'), connection('same', 'same'), connection('open')];
  expect(mappingOf({ connections })).toEqual({ crm: 'crm-live' });
});
