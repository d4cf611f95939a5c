// What a change of a JSON Schema means to those who rely on it: does it take less than before, more, or something else?
import type { JsonObject, JsonValue } from '../json.ts';

export interface SchemaChange {
  /** JSON Pointer into the schema's value: `/customer/name`, `/lines/*`. */
  readonly path: string;
  readonly rule: string;
  /** `narrowed`: less fits than before. `changed`: neither is part of the other. */
  readonly effect: 'narrowed' | 'widened' | 'changed';
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

type Schema = JsonObject | boolean;
interface Pair {
  readonly path: string;
  readonly before: Schema;
  readonly after: Schema;
}
interface Context {
  readonly beforeRoot: JsonObject;
  readonly afterRoot: JsonObject;
  /** Pairs of references that are being compared: circular schemas end here. */
  readonly open: ReadonlySet<string>;
}

/** All changes, without those of titles, descriptions, examples and hints. */
export function compareSchemas(before: JsonObject, after: JsonObject): readonly SchemaChange[] {
  return compare({ path: '', before, after }, { beforeRoot: before, afterRoot: after, open: new Set() });
}

function compare(given: Pair, context: Context): readonly SchemaChange[] {
  const references = `${referenceOf(given.before) ?? ''} ${referenceOf(given.after) ?? ''}`;
  if (references !== ' ' && context.open.has(references)) return [];
  const inner = references === ' ' ? context : { ...context, open: new Set([...context.open, references]) };
  const before = asNode(resolve(given.before, context.beforeRoot));
  const after = asNode(resolve(given.after, context.afterRoot));
  const nodes = { path: given.path, before, after };
  return [
    ...compareTypes(nodes),
    ...compareValues(nodes),
    ...BOUNDS.flatMap((bound) => compareBound(nodes, bound)),
    ...EXACT.flatMap((keyword) => compareExact(nodes, keyword)),
    ...compareRequired(nodes),
    ...compareProperties(nodes, inner),
    ...compareRest(nodes, inner),
    ...compareItems(nodes, inner),
    ...ALTERNATIVES.flatMap((keyword) => compareAlternatives(nodes, keyword, inner)),
  ];
}

interface Nodes {
  readonly path: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

const referenceOf = (schema: Schema): string | undefined =>
  typeof schema === 'object' && typeof schema.$ref === 'string' ? schema.$ref : undefined;

/** Follows references inside the document; anything else stays as it is. */
function resolve(schema: Schema, root: JsonObject): Schema {
  let found: JsonValue = schema;
  for (let hops = 0; hops < 20; hops += 1) {
    const reference = referenceOf(found);
    if (reference?.startsWith('#') !== true) return found;
    const steps = reference
      .slice(1)
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const target = steps.reduce<JsonValue | undefined>(
      (value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
      root,
    );
    if (!isObject(target) && typeof target !== 'boolean') return found;
    found = target;
  }
  return found;
}

/** What nothing fits is what fits no alternative. */
const asNode = (schema: Schema): JsonObject => (schema === true ? {} : schema === false ? { enum: [] } : schema);

interface Values {
  readonly before?: JsonValue | undefined;
  readonly after?: JsonValue | undefined;
}

const change = (
  path: string,
  about: Pick<SchemaChange, 'rule' | 'effect'>,
  { before, after }: Values = {},
): SchemaChange => ({
  path,
  ...about,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

const ALL_TYPES = ['string', 'number', 'boolean', 'null', 'array', 'object'];

/** An integer is a number. */
function typesOf({ type }: JsonObject): readonly string[] {
  const named = type === undefined ? ALL_TYPES : ((Array.isArray(type) ? type : [type]) as readonly string[]);
  return named.includes('number') ? [...named, 'integer'] : named;
}

function compareTypes(nodes: Nodes): readonly SchemaChange[] {
  const values = { before: nodes.before.type, after: nodes.after.type };
  return compareSets(nodes, 'type', { before: typesOf(nodes.before), after: typesOf(nodes.after), values });
}

interface Sets {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly values: Values;
}

function compareSets(nodes: Nodes, rule: string, { before, after, values }: Sets): readonly SchemaChange[] {
  const isLess = after.every((item) => before.includes(item));
  const isMore = before.every((item) => after.includes(item));
  if (isLess && isMore) return [];
  return [change(nodes.path, { rule, effect: isLess ? 'narrowed' : isMore ? 'widened' : 'changed' }, values)];
}

/** The values that fit, where a schema lists them. */
function valuesOf({ enum: listed, const: only }: JsonObject): readonly string[] | undefined {
  if (only !== undefined) return [canonical(only)];
  return Array.isArray(listed) ? (listed as readonly JsonValue[]).map(canonical) : undefined;
}

function compareValues(nodes: Nodes): readonly SchemaChange[] {
  const [before, after] = [valuesOf(nodes.before), valuesOf(nodes.after)];
  if (before === undefined && after === undefined) return [];
  const values = { before: nodes.before.enum ?? nodes.before.const, after: nodes.after.enum ?? nodes.after.const };
  if (before === undefined) return [change(nodes.path, { rule: 'enum', effect: 'narrowed' }, values)];
  if (after === undefined) return [change(nodes.path, { rule: 'enum', effect: 'widened' }, values)];
  return compareSets(nodes, 'enum', { before, after, values });
}

interface Bound {
  readonly keyword: string;
  /** A larger number takes less. */
  readonly isLower: boolean;
}
const BOUNDS: readonly Bound[] = [
  ...['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'].map((keyword) => ({
    keyword,
    isLower: true,
  })),
  ...['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'].map((keyword) => ({
    keyword,
    isLower: false,
  })),
];

function compareBound(nodes: Nodes, { keyword, isLower }: Bound): readonly SchemaChange[] {
  const open = isLower ? -Infinity : Infinity;
  const numberOf = (value: JsonValue | undefined): number => (typeof value === 'number' ? value : open);
  const [before, after] = [numberOf(nodes.before[keyword]), numberOf(nodes.after[keyword])];
  if (before === after) return [];
  const isNarrower = isLower ? after > before : after < before;
  const values = { before: nodes.before[keyword], after: nodes.after[keyword] };
  return [change(nodes.path, { rule: keyword, effect: isNarrower ? 'narrowed' : 'widened' }, values)];
}

/** What can only be the same, be there, or not be there. */
const EXACT = [
  ...['pattern', 'format', 'multipleOf', 'uniqueItems', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'],
  ...['patternProperties', 'dependentRequired', 'dependentSchemas', 'unevaluatedProperties', 'unevaluatedItems'],
];

function compareExact(nodes: Nodes, keyword: string): readonly SchemaChange[] {
  const [before, after] = [nodes.before[keyword], nodes.after[keyword]];
  if (canonical(before ?? null) === canonical(after ?? null)) return [];
  const effect = before === undefined ? 'narrowed' : after === undefined ? 'widened' : 'changed';
  return [change(nodes.path, { rule: keyword, effect }, { before, after })];
}

const namesOf = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];
const membersOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

function compareRequired({ path, before, after }: Nodes): readonly SchemaChange[] {
  const [was, is] = [namesOf(before.required), namesOf(after.required)];
  const at = (name: string): string => `${path}/${name}`;
  return [
    ...is
      .filter((name) => !was.includes(name))
      .map((name) => change(at(name), { rule: 'required', effect: 'narrowed' })),
    // What is gone altogether is told of as such.
    ...was
      .filter((name) => !is.includes(name) && Object.hasOwn(membersOf(after.properties), name))
      .map((name) => change(at(name), { rule: 'optional', effect: 'widened' })),
  ];
}

function compareProperties({ path, before, after }: Nodes, context: Context): readonly SchemaChange[] {
  const [was, is] = [membersOf(before.properties), membersOf(after.properties)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => {
    const inner = `${path}/${name}`;
    const [one, other] = [was[name], is[name]];
    if (one === undefined) return [change(inner, { rule: 'property.added', effect: 'widened' })];
    if (other === undefined) return [change(inner, { rule: 'property.removed', effect: 'narrowed' })];
    return compare({ path: inner, before: one as Schema, after: other as Schema }, context);
  });
}

/** Members that no schema names. */
function compareRest({ path, before, after }: Nodes, context: Context): readonly SchemaChange[] {
  const [was, is] = [before.additionalProperties ?? true, after.additionalProperties ?? true] as [Schema, Schema];
  if (was === is) return [];
  const at = `${path}/*`;
  if (was === false) return [change(at, { rule: 'additionalProperties', effect: 'widened' })];
  if (is === false) return [change(at, { rule: 'additionalProperties', effect: 'narrowed' })];
  return compare({ path: at, before: was, after: is }, context);
}

function compareItems({ path, before, after }: Nodes, context: Context): readonly SchemaChange[] {
  const [was, is] = [listOf(before.prefixItems), listOf(after.prefixItems)];
  const places = Math.max(was.length, is.length);
  const rest = { before: (before.items ?? true) as Schema, after: (after.items ?? true) as Schema };
  const tuple = Array.from({ length: places }, (_, index) => ({
    path: `${path}/${index}`,
    before: (was[index] ?? rest.before) as Schema,
    after: (is[index] ?? rest.after) as Schema,
  }));
  return [...tuple, { path: `${path}/*`, ...rest }].flatMap((pair) =>
    pair.before === pair.after ? [] : compare(pair, context),
  );
}

const ALTERNATIVES = ['anyOf', 'oneOf', 'allOf'] as const;

/** Of `anyOf` and `oneOf` each more takes more; of `allOf` each more takes less. */
function compareAlternatives(
  nodes: Nodes,
  keyword: (typeof ALTERNATIVES)[number],
  context: Context,
): readonly SchemaChange[] {
  const [was, is] = [listOf(nodes.before[keyword]), listOf(nodes.after[keyword])];
  if (was.length === is.length) {
    return was.flatMap((before, index) =>
      compare({ path: nodes.path, before: before as Schema, after: is[index] as Schema }, context),
    );
  }
  const [more, less] = keyword === 'allOf' ? (['narrowed', 'widened'] as const) : (['widened', 'narrowed'] as const);
  // None at all takes everything.
  if (was.length === 0) return [change(nodes.path, { rule: keyword, effect: 'narrowed' })];
  if (is.length === 0) return [change(nodes.path, { rule: keyword, effect: 'widened' })];
  const [before, after] = [was.map(canonical), is.map(canonical)];
  const [isMore, isLess] = [before.every((one) => after.includes(one)), after.every((one) => before.includes(one))];
  return [change(nodes.path, { rule: keyword, effect: isMore ? more : isLess ? less : 'changed' })];
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ANNOTATION =
  /^(?:title|description|default|examples|deprecated|readOnly|writeOnly|\$id|\$schema|\$comment|x-.*)$/;

/** The same text for the same meaning, in whatever order it was written. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .filter((name) => !ANNOTATION.test(name))
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}
