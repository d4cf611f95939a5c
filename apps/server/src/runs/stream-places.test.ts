import { StreamPlaces } from './stream-places.ts';

const refused = (limit: number) =>
  expect.objectContaining({
    code: 'stream.too_many',
    options: { retryAfterSeconds: 15, detail: { limit, actual: limit + 1 } },
  }) as Error;

test('one user has twenty, and another one when one is given back', () => {
  const places = new StreamPlaces();
  const [first] = Array.from({ length: 20 }, () => places.take('ada'));
  expect(() => places.take('ada')).toThrow(refused(20));
  places.take('ben');
  first?.();
  places.take('ada');
  expect(() => places.take('ada')).toThrow(refused(20));
});

test('a process has a thousand, whoever reads them', () => {
  const places = new StreamPlaces();
  const given = Array.from({ length: 1000 }, (_, index) => places.take(`user ${index}`));
  expect(() => places.take('one more')).toThrow(refused(1000));
  given[0]?.();
  places.take('one more');
});
