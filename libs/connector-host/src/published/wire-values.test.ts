import fc from 'fast-check';
import type { JsonValue } from '@millrace/connector-sdk';
import { FrameError } from '../sandbox/frames.ts';
import { decodeWire, encodeWire } from './wire-values.ts';
import { decodeFromChild, encodeForChild } from './wire.ts';

test('what JSON can hold, bytes and moments come out as they went in', () => {
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.uint8Array({ maxLength: 20 }),
      fc.date({ noInvalidDate: true }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constant('$wire')), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(values, (value) => {
      // -0 is 0 as JSON, and an own prototype goes nowhere.
      fc.pre(!/-0|__proto__/.test(JSON.stringify(value)) && !hasNegativeZero(value));
      expect(decodeFromChild(encodeForChild(value))).toEqual(value);
    }),
  );
});

const hasNegativeZero = (value: unknown): boolean =>
  Object.is(value, -0) ||
  (typeof value === 'object' && value !== null && Object.values(value).some((item) => hasNegativeZero(item)));

test('what is undefined keeps its place in a list, and is left out of an object', () => {
  expect(decodeFromChild(encodeForChild([1, undefined]))).toEqual([1, undefined]);
  expect(decodeFromChild(encodeForChild([1, undefined, null]))).toHaveLength(3);
  expect(Object.keys(decodeFromChild(encodeForChild({ a: undefined, b: null })) as object)).toEqual(['b']);
  expect(decodeFromChild(encodeForChild(undefined))).toBeUndefined();
});

test('objects say themselves what they are as JSON', () => {
  expect(decodeFromChild(encodeForChild({ at: new URL('https://a.example/'), own: { toJSON: () => [1] } }))).toEqual({
    ...{ at: 'https://a.example/', own: [1] },
  });
  expect(Number(decodeFromChild(encodeForChild(new Date(NaN))))).toBeNaN();
});

test.each([
  ['a symbol', Symbol('x')],
  ['a big integer', { a: 1n }],
  ['a function for which there is no number', { a: () => 1 }],
])('%s is refused', (_, value) => {
  expect(() => encodeForChild(value)).toThrow(TypeError);
});

test('a circle is refused before it ends the process', () => {
  const circle: Record<string, unknown> = {};
  circle.circle = circle;
  expect(() => encodeForChild(circle)).toThrow('circle');
});

test('a function is called by its number', () => {
  const text = encodeWire({ emit: () => 1 }, { toBase64: () => '', toHandle: () => 7 });
  const read = decodeWire(JSON.parse(text) as JsonValue, {
    fromBase64: () => new Uint8Array(),
    toFunction: (n) => () => n,
  });
  expect((read as { readonly emit: () => number }).emit()).toBe(7);
});

test('whatever a stranger sends is a value or a FrameError', () => {
  const marks = fc.record(
    {
      $wire: fc.oneof(fc.constantFrom('bytes', 'date', 'undefined', 'function', 'object'), fc.jsonValue()),
      base64: fc.jsonValue(),
      atMs: fc.jsonValue(),
      handle: fc.jsonValue(),
      entries: fc.jsonValue(),
    },
    { requiredKeys: ['$wire'] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        marks.map((mark) => JSON.stringify([mark])),
        fc.string(),
      ),
      (text) => {
        try {
          decodeFromChild(text);
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      },
    ),
  );
  expect(
    Object.keys(decodeFromChild('{"$wire":"object","entries":[["__proto__",{"a":1}],["$wire",1]]}') as object),
  ).toEqual(['$wire']);
});
