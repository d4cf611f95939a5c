import { ConnectorFinder } from './find-connector.ts';

const address = { workspaceId: 'w', connector: 'desk' };

test('that a connector cannot be looked up now ends nothing for good', async () => {
  const cause = Object.assign(new Error('Connection refused.'), { code: 'store.unavailable' });
  const finder = new ConnectorFinder([], { find: () => Promise.reject(cause) });
  await expect(finder.require(address, 'list')).rejects.toMatchObject({
    ...{ connectorFailure: 'retryable', detail: { code: 'store.unavailable' }, cause },
  });
});

test('one that is not there is not there', async () => {
  const finder = new ConnectorFinder([], { find: () => undefined });
  await expect(finder.require(address, 'list')).rejects.toMatchObject({
    ...{ connectorFailure: 'fatal', detail: { code: 'connector.action_unknown' } },
  });
});
