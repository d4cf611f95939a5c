import { RouteInventory } from './route-inventory.ts';

test('knows the methods of a path, parameters and all', () => {
  const inventory = new RouteInventory();
  inventory.add('/api/runs/:id', ['GET', 'HEAD']);
  inventory.add('/api/runs/:id', ['DELETE']);
  inventory.add('/hooks/:workspace/*', ['POST']);
  inventory.add('/api/openapi.json', ['GET']);
  expect(inventory.methodsOf('/api/runs/42')).toEqual(['DELETE', 'GET', 'HEAD']);
  expect(inventory.methodsOf('/hooks/default/a/b')).toEqual(['POST']);
  expect(inventory.methodsOf('/api/openapi_json')).toEqual([]);
  expect(inventory.methodsOf('/api/runs/42/more')).toEqual([]);
});
