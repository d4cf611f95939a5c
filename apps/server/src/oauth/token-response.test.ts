import { restOfAnswer, withEarlierRest } from './token-response.ts';

const read = ({ token_response: text }: Readonly<Record<string, string>>): unknown =>
  text === undefined ? undefined : JSON.parse(text);
const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });

test('what all services answer is no rest, nor is what is no data', () => {
  const usual = {
    access_token: 'a',
    refresh_token: 'r',
    token_type: 'bearer',
    scope: 's',
    expires_in: 1,
    id_token: 'i',
  };
  expect(restOfAnswer({ ...usual, refresh_token_expires_in: 2, claims: () => undefined })).toEqual({});
  expect(read(restOfAnswer({ ...usual, team: { id: 'T1' }, enterprise: null }))).toEqual({
    ...{ team: { id: 'T1' }, enterprise: null },
  });
});

test('what is too large, or nested as no word about an account is, is left out and the rest is kept', () => {
  const given = { team: { id: 'T1' }, huge: 'x'.repeat(20_000), deep: nested(9), shallow: nested(8) };
  expect(read(restOfAnswer(given))).toEqual({ team: { id: 'T1' }, shallow: nested(8) });
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`member${index}`, 'é'.repeat(20)]));
  expect(Buffer.byteLength(restOfAnswer(many).token_response ?? '')).toBeLessThanOrEqual(16 * 1024);
});

test('names that mean something to the language are names', () => {
  const given = JSON.parse('{"__proto__":{"polluted":1},"constructor":"c"}') as object;
  expect(restOfAnswer(given).token_response).toBe('{"constructor":"c","__proto__":{"polluted":1}}');
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('a renewal that says less leaves what was known, and one that says it anew counts', () => {
  const earlier = { access_token: 'a', ...restOfAnswer({ team: { id: 'T1' }, authed_user: { access_token: 'old' } }) };
  const renewed = { access_token: 'b', ...restOfAnswer({ authed_user: { access_token: 'new' } }) };
  const secrets = withEarlierRest(renewed, earlier);
  expect(secrets.access_token).toBe('b');
  expect(read(secrets)).toEqual({ team: { id: 'T1' }, authed_user: { access_token: 'new' } });
  expect(withEarlierRest({ access_token: 'b' }, undefined)).toEqual({ access_token: 'b' });
  expect(read(withEarlierRest({ access_token: 'b' }, earlier))).toMatchObject({ team: { id: 'T1' } });
});
