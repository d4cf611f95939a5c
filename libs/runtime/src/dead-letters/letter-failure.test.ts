import { aMachine, aWorkflow } from '@millrace/testing';
import { RuntimeError } from '../errors.ts';
import { isLetterFault, toLetterFailure } from './letter-failure.ts';
import { newLetter } from './new-letter.ts';

const PLACE = { source: 'webhook', workflowId: 'w', sourceRef: 'hook' };
const keyInvalid = (said: unknown): RuntimeError =>
  new RuntimeError('trigger.key_invalid', 'The key expression failed on this event.', { cause: said });

test('what would fail again is kept, and what may be sent again is not', () => {
  expect(isLetterFault(keyInvalid(undefined))).toBe(true);
  expect(isLetterFault({ code: 'request.json_malformed' })).toBe(true);
  for (const other of [
    new RuntimeError('intake.saturated', 'x'),
    new RuntimeError('store.unavailable', 'x'),
    'x',
    null,
  ])
    expect(isLetterFault(other)).toBe(false);
});

test.each([
  ['a sentence', { cause: 'No number.' }, 'The key expression failed on this event. No number.'],
  ['JSON text', { cause: '{"message":"No number."}' }, 'The key expression failed on this event. No number.'],
  ['another error', new Error('No number.'), 'The key expression failed on this event. No number.'],
  ['nothing', undefined, 'The key expression failed on this event.'],
])('it says why, of %s', (_, said, expected) => {
  expect(toLetterFailure(keyInvalid(said), PLACE)).toMatchObject({
    ...{ stage: 'map', errorCode: 'trigger.key_invalid', message: expected },
  });
});

test('letters of one reason are alike, whatever is quoted in it; those of another trigger are not', () => {
  const of = (text: string, place = PLACE) => toLetterFailure(keyInvalid({ cause: text }), place).fingerprint;
  expect(of('There is no number in "lemon".')).toBe(of('There is no number in "7 pears".'));
  expect(of('a')).not.toBe(of('b'));
  expect(of('a')).not.toBe(of('a', { ...PLACE, sourceRef: 'other' }));
  expect(of('a')).toMatch(/^[0-9a-f]{32}$/);
});

test('only of what nobody has foreseen the stack says more than the code', () => {
  expect(toLetterFailure(keyInvalid(undefined), PLACE).stack).toBeUndefined();
  expect(toLetterFailure(new TypeError('x is no function'), PLACE)).toMatchObject({
    ...{ stage: 'map', errorCode: 'internal.unexpected', message: 'x is no function' },
    stack: expect.stringContaining('TypeError') as string,
  });
});

test('of a workflow that keeps no payloads nothing of what came is kept, and nothing that quotes it', () => {
  const content = { body: Buffer.from('{"card":"4242"}'), headers: { a: 'b' } };
  const letterOf = (payloads: 'none' | 'errors') => {
    const document = { ...aWorkflow(aMachine().pass('End')), settings: { retention: { payloads } } };
    const version = { workspaceId: 's', workflowId: 'w', document };
    return newLetter(keyInvalid({ cause: 'No number in "4242".' }), {
      ...{ id: 'l', source: 'webhook' as const, version, triggerId: 'hook', content },
    });
  };
  const [none, some] = [letterOf('none'), letterOf('errors')];
  expect(none.body ?? none.headers).toBeUndefined();
  expect(JSON.stringify(none.failure)).not.toContain('4242');
  expect(some).toMatchObject({ headers: { a: 'b' }, failure: { message: expect.stringContaining('4242') as string } });
  // What came twice is known as such all the same.
  expect(none.hash).toEqual(some.hash);
});
