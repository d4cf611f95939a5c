import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from './given-schemas.ts';
import { inferType } from './infer-type.ts';
import { toSchema } from './to-schema.ts';
import { mayBeNothing } from './types.ts';

const item = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    quantity: { type: 'integer' },
    price: { type: 'number' },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['id', 'quantity', 'price', 'tags'],
  additionalProperties: false,
};
const states = {
  type: 'object',
  properties: {
    input: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        kind: { enum: ['new', 'old'] },
        count: { type: 'integer' },
        ratio: { type: 'number' },
        note: { type: ['string', 'null'] },
        items: { type: 'array', items: item },
        customer: { $ref: '#/$defs/customer' },
      },
      required: ['id', 'kind', 'count', 'ratio', 'items'],
      additionalProperties: false,
    },
  },
  required: ['input'],
  $defs: {
    customer: {
      type: 'object',
      properties: { name: { type: 'string' }, parent: { $ref: '#/$defs/customer' } },
      required: ['name'],
      additionalProperties: false,
    },
  },
};

const infer = (source: string, input?: JsonSchema) =>
  inferType(source.replaceAll('@', '$states.input'), {
    variables: { states },
    ...(input === undefined ? {} : { input }),
  });

/** The type in short: `string`, `[number]`, `{ a: string }`, `?` for nothing. */
function inShort(schema: JsonSchema): string {
  if (typeof schema === 'boolean') return schema ? 'anything' : 'never';
  const { type, anyOf, items, enum: values } = schema;
  if (Array.isArray(anyOf)) return anyOf.map((part: JsonSchema) => inShort(part)).join(' | ');
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (type === 'array') return `[${inShort((items ?? {}) as JsonSchema)}]`;
  if (type === 'object') return `{ ${membersInShort(schema).join(', ')} }`;
  return Array.isArray(type) ? type.join(' | ') : typeof type === 'string' ? type : 'anything';
}

function membersInShort(schema: Exclude<JsonSchema, boolean>): readonly string[] {
  const { properties = {}, required = [], additionalProperties = {} } = schema;
  const members = Object.entries(properties as Record<string, JsonSchema>).map(
    ([name, member]) => `${name}${(required as string[]).includes(name) ? '' : '?'}: ${inShort(member)}`,
  );
  return additionalProperties === false ? members : [...members, `…: ${inShort(additionalProperties as JsonSchema)}`];
}

const typeOf = (source: string, input?: JsonSchema): string => {
  const type = infer(source, input);
  return `${inShort(toSchema(type))}${mayBeNothing(type) ? ' | ?' : ''}`;
};

const ITEM = '{ id: string, quantity: integer, price: number, tags: [string] }';

describe('values', () => {
  test.each([
    ['1', 'integer'],
    ['-1.5', 'number'],
    ["'a'", '"a"'],
    ['true', 'boolean'],
    ['null', 'null'],
    ['()', 'never | ?'],
    ['[1, "a"]', '[integer | "a"]'],
    ['[[1], @.tags]', '[[integer]]'],
    ['[1..3]', '[integer]'],
    ['{ "a": 1, "b": @.note }', '{ a: integer, b?: null | string }'],
    ['{ @.id: 1 }', '{ …: integer }'],
    ['function($x) { $x }', 'never'],
    ['/a/', 'never'],
    ['$uppercase', 'never'],
  ])('%s', (source, expected) => {
    expect(typeOf(source)).toBe(expected);
  });
});

describe('paths', () => {
  test.each([
    ['@.id', 'string'],
    ['@.note', 'null | string | ?'],
    ['@.customer.name', 'string | ?'],
    ['@.customer.parent.parent.name', 'string | ?'],
    ['@.nothing', 'never | ?'],
    ['@.id.length', 'never | ?'],
    ['@.items', `[${ITEM}]`],
    ['@.items.price', 'number | [number] | ?'],
    ['@.items.price[]', '[number] | ?'],
    ['@.items.tags', 'string | [string] | ?'],
    ['@.items[0]', `${ITEM} | ?`],
    ['@.items[0].price', 'number | ?'],
    ['@.items[0][]', `[${ITEM}] | ?`],
    ['@.items[price > 1][]', `[${ITEM}] | ?`],
    ['@.items[price > 1].id', 'string | [string] | ?'],
    ['@.items^(>price).id', 'string | [string] | ?'],
    ['@.items.(quantity * price)', 'number | [number] | ?'],
    ['@.items.{ "id": id }', '[{ id: string }] | { id: string } | ?'],
    ['@.items.*', 'number | string | [number | string] | ?'],
    ['@.items{id: quantity}', '{ …: integer | [integer] }'],
    ['@.[id, kind]', '[anything]'],
    ['@.items#$i.id', 'anything | ?'],
    ['@.items.id.%', 'anything | ?'],
    ['@.**', 'anything | ?'],
    ['$unknown.a', 'anything | ?'],
    ['a', 'anything | ?'],
  ])('%s', (source, expected) => {
    expect(typeOf(source)).toBe(expected);
  });

  test.each([
    ['a', 'string | ?'],
    ['$', '{ a?: string }'],
    ['$$.a', 'string | ?'],
    ['[a]', '[string]'],
    ['{ "b": a }', '{ b?: string }'],
  ])('%s of an input that is known', (source, expected) => {
    const input = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false };
    expect(typeOf(source, input)).toBe(expected);
  });
});

describe('operators', () => {
  test.each([
    ['@.count + 1', 'integer'],
    ['@.count / 2', 'number'],
    ['@.ratio * 2', 'number'],
    ['-@.count', 'integer'],
    ['@.customer.age + 1', 'integer | ?'],
    ['@.id & 1', 'string'],
    ['@.count > 1', 'boolean'],
    ['@.note > 1', 'boolean | ?'],
    ['@.note = 1 and @.nothing', 'boolean'],
    ['@.id in ["a"]', 'boolean'],
    ['@.count > 1 ? "a" : 1', 'integer | "a"'],
    ['@.count > 1 ? "a"', '"a" | ?'],
    ['@.note ?? 1', 'null | integer | string'],
    ['@.note ?: 1', 'integer | string'],
    ['$exists(@.note) ? @.note : 1', 'null | integer | string'],
    ['$random() > 0.5 ? 1', 'integer | ?'],
  ])('%s', (source, expected) => {
    expect(typeOf(source)).toBe(expected);
  });
});

describe('what the expression binds', () => {
  test.each([
    ['($x := @.id; $x & $x)', 'string'],
    ['($x := 1; $x := "a"; $x)', '"a"'],
    ['($x := 1; ($x := "a"); $x)', 'integer'],
    ['($x := 1; @.count > 1 ? $x := "a"; $x)', 'anything | ?'],
    ['($double := function($n) { $n * 2 }; $double(@.count))', 'integer'],
    ['($f := function($n) { $n }; $f())', 'never | ?'],
    ['($f := function($n)<n-:n> { $n }; $f(1))', 'anything | ?'],
    ['($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(3))', 'anything | ?'],
    ['($sum := 1; $sum)', 'integer'],
    ['($x := { "a": 1 }; 1 ~> |$x|{ "a": "b" }|; $x.a)', 'anything | ?'],
  ])('%s', (source, expected) => {
    expect(typeOf(source)).toBe(expected);
  });
});

describe('functions', () => {
  test.each([
    ['$uppercase(@.id)', 'string'],
    ['$uppercase(@.customer.name)', 'string | ?'],
    ['@.id ~> $uppercase', 'string'],
    ['@.id ~> $substring(1) ~> $length()', 'integer'],
    ['$substring(@.id, 1)', 'string'],
    ['$substring(1)', 'string | ?'],
    ['$sum(@.items.quantity)', 'integer | ?'],
    ['$sum([@.items.price])', 'number'],
    ['$max([1, 2])', 'integer | ?'],
    ['$count(@.nothing)', 'integer'],
    ['$exists(@.nothing)', 'boolean'],
    ['$split(@.id, "-")', '[string]'],
    ['$split(@.id, "-")[0]', 'string | ?'],
    ['$keys(@)', 'string | [string] | ?'],
    ['$round(@.ratio)', 'integer'],
    ['$round(@.ratio, 2)', 'number'],
    ['$sort(@.items, function($l, $r) { $l.price > $r.price })', `[${ITEM}]`],
    ['$reverse(@.id)', '[string]'],
    ['$distinct(@.items.id)', 'string | [string] | ?'],
    ['$append(@.items, 1)', `[integer | ${ITEM}]`],
    ['$append(@.nothing, 1)', 'integer'],
    ['$lookup(@, "id")', 'string'],
    ['$merge([{ "a": 1 }, { "b": "x" }])', '{ a?: integer, b?: "x" }'],
    ['$merge({ "a": 1 })', '{ a: integer }'],
    ['$spread({ "a": 1 })', '[{ …: integer }] | { …: integer } | ?'],
    ['$map(@.items, function($i) { $i.quantity })', 'integer | [integer] | ?'],
    ['$map(@.items, $string)', 'string | [string] | ?'],
    ['$filter(@.items, function($i) { $i.price > 1 })[]', `[${ITEM}] | ?`],
    ['$single(@.items, function($i) { $i.price > 1 })', ITEM],
    ['$reduce(@.items.price, function($a, $b) { $a + $b }, 0)', 'number | ?'],
    ['$reduce([1, 2], function($a, $b) { $a & $b }, 0)', 'integer | string'],
    ['$each(@.customer, function($v, $k) { $k })', 'string | [string] | ?'],
    ['$sift({ "a": 1 }, function($v) { $v > 1 })', '{ a?: integer } | ?'],
    ['$match(@.id, /a/).index', 'integer | [integer] | ?'],
    ['$type(1)', '"null" | "number" | "string" | "boolean" | "array" | "object" | "function"'],
    ['$now() & $uuid()', 'string'],
    ['$parse(@.id)', 'anything | ?'],
    ['$range(1, 5, 1)', '[integer]'],
    ['$partition([1, 2], 1)', '[[integer]]'],
    ['$error("no")', 'never'],
    ['$assert(true)', 'never | ?'],
    ['$eval("1")', 'anything | ?'],
    ['$template("a", {})', 'string'],
    ['$clone(@)', '{ …: anything }'],
    ['@ ~> |items|{ "a": 1 }|', '{ …: anything }'],
    ['$trim ~> $uppercase', 'anything | ?'],
    ['$substring(?, 1)', 'never'],
  ])('%s', (source, expected) => {
    expect(typeOf(source)).toBe(expected);
  });
});

test('nothing is claimed of what is no expression, or nests too deep', () => {
  expect(infer('1 +')).toBe('unknown');
  expect(infer('('.repeat(300) + ')'.repeat(300))).toBe('unknown');
  expect(infer(`1${'+1'.repeat(15_000)}`)).toBe('unknown');
});

test('what calls more and more comes to an end', () => {
  const lines = Array.from(
    { length: 20 },
    (_, index) => `$f${index + 1} := function($x) { $f${index}($x) & $f${index}($x) }`,
  );
  expect(infer(`($f0 := function($x) { 1 }; ${lines.join('; ')}; $f20(1))`)).toMatchObject({ string: true });
  const doubled = Array.from({ length: 40 }, (_, index) => `$x${index + 1} := { "a": $x${index}, "b": $x${index} }`);
  const source = `($x0 := 1; ${doubled.join('; ')}; $x40.a.b.a)`;
  expect(infer(source)).toMatchObject({ object: { others: { nothing: true } } });
  const sums = `($x0 := 1; ${doubled.join('; ')}; $y := $x40; $x0 := "a"; ${doubled.join('; ')}; $z := $string($) ? $y : $x40;`;
  expect(JSON.stringify(toSchema(infer(`${sums} $z)`))).length).toBeLessThan(1_000_000);
  expect(infer(`${sums} $reduce([1, 2], function($all, $x) { $all ? $y : $x40 }, $z))`)).not.toBe(undefined);
});
