import { idempotencyKeyOf } from './idempotency-key.ts';

test('a key is 52 characters that every system takes', () => {
  expect(idempotencyKeyOf('01890a5d-ac96-774b-bcce-b302099a8057', 'Charge#2')).toMatch(/^[a-z2-7]{52}$/);
});

test('it is base32 of SHA-256, for ever: a new version must find what an old one sent', () => {
  expect(idempotencyKeyOf('run', 'Charge')).toBe('67g7eprc6vvcwzknu5tloblgciysqpwih4gw77twnh2bzrckywha');
});

test('each run and each path has its own', () => {
  const keys = [
    ['run', 'Charge'],
    ['run', 'Charge#2'],
    ['run2', 'Charge'],
    ['run\nCharge', ''],
  ].map(([run = '', path = '']) => idempotencyKeyOf(run, path));
  expect(new Set(keys).size).toBe(keys.length);
});
