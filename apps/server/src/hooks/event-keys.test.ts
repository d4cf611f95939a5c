import { createEvaluator } from '@millrace/expressions';
import { checkEventKey, readEventKeys, type KeyedEvent, type KeyRules } from './event-keys.ts';

const evaluator = createEvaluator();
const input = { body: { id: 'o-1', customer: { id: 7 }, big: 'x'.repeat(256), zero: '\u0000' } };
const event: KeyedEvent = { input, content: Buffer.from('{}'), nowMs: 0 };
const read = (rules: KeyRules, more: Partial<KeyedEvent> = {}) =>
  readEventKeys(evaluator, rules, { ...event, ...more });
const invalid = expect.objectContaining({ code: 'trigger.key_invalid' }) as Error;
const HASH = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

test('keys are what the expressions give', () => {
  expect(read({})).toEqual({});
  expect(read({ dedupe: '{% $states.input.body.id %}', key: '{% $states.input.body.customer.id %}' })).toEqual({
    dedupe: { key: 'o-1', windowSeconds: 7 * 86_400, contentHash: HASH },
    orderingKey: '7',
  });
  expect(read({ dedupe: '{% $states.input.body.id %}', dedupeDays: 30 }).dedupe?.windowSeconds).toBe(30 * 86_400);
  expect(read({ key: '{% $states.input.body.customer %}' })).toEqual({ orderingKey: '{"id":7}' });
});

test('nothing found is no key', () => {
  expect(read({ dedupe: '{% $states.input.body.none %}', key: '{% null %}' })).toEqual({});
});

test('what the sender names its event by counts where the trigger says nothing', () => {
  expect(read({}, { eventId: 'msg_1' }).dedupe?.key).toBe('msg_1');
  expect(read({ dedupe: '{% $states.input.body.id %}' }, { eventId: 'msg_1' }).dedupe?.key).toBe('o-1');
});

test.each([
  ['256 bytes', '{% $states.input.body.big %}', true],
  ['257 bytes', "{% $states.input.body.big & 'x' %}", false],
  ['257 bytes in fewer characters', "{% $substring($states.input.body.big, 2) & 'üx' %}", false],
  ['nothing in it', "{% '' %}", false],
  ['U+0000', '{% $states.input.body.zero %}', false],
  ['an expression that fails', "{% $error('no') %}", false],
])('%s', (_, expression, isKey) => {
  for (const rules of [{ dedupe: expression }, { key: expression }]) {
    if (isKey) expect(Object.keys(read(rules))).toHaveLength(1);
    else expect(() => read(rules)).toThrow(invalid);
  }
});

test('a key that is given as text has the same bounds', () => {
  expect(checkEventKey('x'.repeat(256), 'idempotency')).toHaveLength(256);
  expect(() => checkEventKey('x'.repeat(257), 'idempotency')).toThrow(invalid);
});
