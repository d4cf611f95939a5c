import { checkOwnerForm, missingCharacters } from './password.ts';

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
