import { checkOwnerForm, missingCharacters, slugOf } from './password.ts';

test('a complete form has no errors', () => {
  expect(checkOwnerForm({ email: 'ana@example.org', name: 'Ana', password: 'twelve chars' })).toEqual({});
});

test('each missing field has its sentence', () => {
  expect(checkOwnerForm({ email: 'ana', name: ' ', password: 'short' })).toEqual({
    email: 'errors.email',
    name: 'errors.name',
    password: 'errors.password',
  });
});

test('characters are counted as people see them', () => expect(missingCharacters('🐟🐟🐟')).toBe(9));

test.each([
  ['Harbour Goods', 'harbour-goods'],
  ['  Café № 1 ', 'cafe-no-1'],
  ['***', ''],
])('%s is /w/%s', (name, slug) => expect(slugOf(name)).toBe(slug));
