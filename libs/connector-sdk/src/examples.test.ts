import { suite } from '../examples/acme-desk/test/suite.ts';

describe('the worked example passes the whole suite', () => {
  test.each(suite.map((found) => [found.name, found] as const))('%s', (_, { run }) => run());
});
