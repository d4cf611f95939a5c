import { best, worst, type Fit, type FitQuestion, type SchemaObject } from './fit.ts';
import { isSchema, type JsonSchema } from './given-schemas.ts';
import { memberOf } from './join-types.ts';
import { resultItem, resultType } from './type-parts.ts';
import { isNever, mayBeNothing, without, type InferredType, type JsonKind, type ObjectType } from './types.ts';

/** What one keyword of a schema says to values of one kind. */
type FitOfKeyword = (value: unknown, question: FitQuestion) => Fit;

const schemasIn = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/** A keyword for values of some kinds; it lets all others pass. */
function forKinds(kinds: readonly JsonKind[], fitOf: FitOfKeyword): FitOfKeyword {
  return (value, question) => (kinds.includes(question.kind) ? fitOf(value, question) : 'yes');
}

function fitOfType(value: unknown, { type, kind, schema }: FitQuestion): Fit {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (names.includes(kind)) return 'yes';
  if (kind === 'number' && names.includes('integer')) return type.number === 'integer' ? 'yes' : 'unknown';
  // Some readers take this keyword for a further type.
  return kind === 'null' && schema.nullable === true ? 'unknown' : 'no';
}

function fitOfValues(values: unknown, { type, kind }: FitQuestion): Fit {
  if (!Array.isArray(values)) return 'unknown';
  const alike = values.filter((value) => kindOf(value) === kind);
  if (alike.length === 0) return 'no';
  if (kind === 'null') return 'yes';
  if (kind === 'boolean') return alike.includes(true) && alike.includes(false) ? 'yes' : 'unknown';
  if (type.string === false || type.string === true) return 'unknown';
  const known = type.string.map((text) => alike.includes(text));
  return known.every(Boolean) ? 'yes' : known.some(Boolean) ? 'unknown' : 'no';
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function fitOfOne(value: unknown, { type, ask }: FitQuestion): Fit {
  const found = schemasIn(value).map((schema) => ask(type, schema));
  if (found.every((fit) => fit === 'no')) return 'no';
  if (found.includes('unknown')) return 'unknown';
  return found.filter((fit) => fit === 'yes').length === 1 ? 'yes' : 'no';
}

function fitOfNot(value: unknown, { type, ask }: FitQuestion): Fit {
  const fit = isSchema(value) ? ask(type, value) : 'unknown';
  return fit === 'yes' ? 'no' : fit === 'no' ? 'yes' : 'unknown';
}

/** An array may be empty, so items that do not fit are not enough for a `no`. */
function fitOfItems(value: unknown, { type, schema, ask }: FitQuestion): Fit {
  if (type.array === false || !isSchema(value) || 'prefixItems' in schema) return 'unknown';
  const { items } = type.array;
  return isNever(items) || ask(resultItem(items), value) === 'yes' ? 'yes' : 'unknown';
}

/** A member, of which it may not be certain that it is there. */
function fitOfMember(member: InferredType, schema: JsonSchema, ask: FitQuestion['ask']): Fit {
  const result = resultType(member);
  const present = without(result, 'nothing');
  if (isNever(present)) return 'yes';
  const fit = ask(present, schema);
  return fit === 'no' && mayBeNothing(result) ? 'unknown' : fit;
}

function ofObject(
  fitOf: (value: unknown, question: FitQuestion & { readonly object: ObjectType }) => Fit,
): FitOfKeyword {
  return (value, question) => {
    const { object } = question.type;
    return object === false ? 'yes' : fitOf(value, { ...question, object });
  };
}

const fitOfProperties = ofObject((value, { object, ask }) => {
  const properties = Object.entries(value as SchemaObject);
  const found = properties.map(([name, schema]) =>
    isSchema(schema) ? fitOfMember(memberOf(object, name), schema, ask) : 'unknown',
  );
  return worst(found);
});

const fitOfRequired = ofObject((value, { object }) => {
  if (!Array.isArray(value)) return 'unknown';
  const found = value.map((name): Fit => {
    const member = resultType(memberOf(object, String(name)));
    if (!mayBeNothing(member)) return 'yes';
    return isNever(without(member, 'nothing')) ? 'no' : 'unknown';
  });
  return worst(found);
});

const fitOfOtherMembers = ofObject((value, { object, schema, ask }) => {
  if (!isSchema(value) || 'patternProperties' in schema) return 'unknown';
  const declared = new Set(isSchema(schema.properties) ? Object.keys(schema.properties) : []);
  const found = [...object.members]
    .filter(([name]) => !declared.has(name))
    .map(([, member]) => fitOfMember(member, value, ask));
  const others = fitOfMember(object.others, value, ask);
  return worst([...found, others === 'no' ? 'unknown' : others]);
});

/** A value that any of a kind may miss; with the one that says nothing. */
const unlessIs =
  (harmless: unknown): FitOfKeyword =>
  (value) =>
    value === harmless ? 'yes' : 'unknown';
const never: FitOfKeyword = () => 'unknown';
const always: FitOfKeyword = () => 'yes';

const ANNOTATIONS = [
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'nullable'],
  ...['$comment', '$schema', '$id', '$anchor', '$defs', 'definitions'],
  ...['contentEncoding', 'contentMediaType', 'contentSchema'],
];
const OF_NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const OF_ARRAYS = [
  'prefixItems',
  'contains',
  'maxItems',
  'minContains',
  'maxContains',
  'unevaluatedItems',
  'additionalItems',
];
const OF_OBJECTS = [
  ...['patternProperties', 'propertyNames', 'maxProperties', 'unevaluatedProperties'],
  ...['dependentRequired', 'dependentSchemas', 'dependencies'],
];

/** Keyword -> what it says. It is not known of keywords that are not here. */
export const FIT_OF_KEYWORD: ReadonlyMap<string, FitOfKeyword> = new Map<string, FitOfKeyword>([
  ...ANNOTATIONS.map((keyword) => [keyword, always] as const),
  ...OF_NUMBERS.map((keyword) => [keyword, forKinds(['number'], never)] as const),
  ...OF_ARRAYS.map((keyword) => [keyword, forKinds(['array'], never)] as const),
  ...OF_OBJECTS.map((keyword) => [keyword, forKinds(['object'], never)] as const),
  ['type', fitOfType],
  ['enum', fitOfValues],
  ['const', (value, question) => fitOfValues([value], question)],
  ['anyOf', (value, { type, ask }) => best(schemasIn(value).map((schema) => ask(type, schema)))],
  ['oneOf', fitOfOne],
  ['allOf', (value, { type, ask }) => worst(schemasIn(value).map((schema) => ask(type, schema)))],
  ['not', fitOfNot],
  ['format', forKinds(['string', 'number'], never)],
  ['pattern', forKinds(['string'], never)],
  ['minLength', forKinds(['string'], unlessIs(0))],
  ['maxLength', forKinds(['string'], never)],
  ['items', forKinds(['array'], fitOfItems)],
  ['minItems', forKinds(['array'], unlessIs(0))],
  ['uniqueItems', forKinds(['array'], unlessIs(false))],
  ['properties', fitOfProperties],
  ['required', fitOfRequired],
  ['additionalProperties', fitOfOtherMembers],
  ['minProperties', forKinds(['object'], unlessIs(0))],
]);
