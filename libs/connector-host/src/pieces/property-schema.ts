// Fields of a piece's form as JSON Schema with the hints that our forms read.
import { t, type JsonObject, type JsonValue } from '@millrace/connector-sdk';
import type { PropertiesFacts, PropertyFacts } from './guest/protocol.ts';

const LONG_TEXT_CHARACTERS = 65_536;

type SchemaOf = (facts: PropertyFacts) => JsonObject;
const SCHEMAS: Readonly<Record<string, SchemaOf>> = {
  SHORT_TEXT: () => ({ type: 'string' }),
  COLOR: () => ({ type: 'string' }),
  LONG_TEXT: () => ({ type: 'string', maxLength: LONG_TEXT_CHARACTERS }),
  NUMBER: () => ({ type: 'number' }),
  CHECKBOX: () => ({ type: 'boolean' }),
  DATE_TIME: () => ({ type: 'string', format: 'date-time' }),
  STATIC_DROPDOWN: choiceSchema,
  DROPDOWN: () => ({}),
  STATIC_MULTI_SELECT_DROPDOWN: (facts) => ({ type: 'array', items: choiceSchema(facts) }),
  MULTI_SELECT_DROPDOWN: () => ({ type: 'array', items: {} }),
  DYNAMIC: () => ({ type: 'object' }),
  ARRAY: ({ properties }) => ({
    type: 'array',
    items: properties === undefined ? { type: 'string' } : objectSchema(properties),
  }),
  OBJECT: () => ({ type: 'object' }),
  JSON: () => ({}),
  CUSTOM: () => ({}),
  FILE: () => JSON.parse(JSON.stringify(t.File())) as JsonObject,
  SECRET_TEXT: () => JSON.parse(JSON.stringify(t.Secret())) as JsonObject,
};
const CONTROLS: Readonly<Record<string, string>> = {
  LONG_TEXT: 'longText',
  OBJECT: 'keyValue',
  JSON: 'json',
  CUSTOM: 'json',
};

/** A closed object of the fields. Those with a default may be left out; texts for the reader become the form's help. */
export function objectSchema(properties: PropertiesFacts): JsonObject {
  const shown = Object.entries(properties).filter(([, { type }]) => type !== 'MARKDOWN');
  const help = Object.values(properties).flatMap(({ type, description }) =>
    type === 'MARKDOWN' && description !== undefined ? [description] : [],
  );
  const names = new Set(shown.map(([name]) => name));
  const required = shown.filter(([, facts]) => isNeeded(facts)).map(([name]) => name);
  return {
    type: 'object',
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(
      shown.map(([name, facts], order) => [name, propertySchema(facts, { order, names })]),
    ),
    additionalProperties: false,
    ...(help.length === 0 ? {} : { 'x-ui': { help: help.join('\n\n') } }),
  };
}

/** An unset box is a no, and what is inside a dynamic field is not known here. */
const isNeeded = ({ isRequired, type, defaultValue }: PropertyFacts): boolean =>
  isRequired && defaultValue === undefined && type !== 'CHECKBOX' && type !== 'DYNAMIC';

function propertySchema(
  facts: PropertyFacts,
  { order, names }: { readonly order: number; readonly names: ReadonlySet<string> },
): JsonObject {
  const { type, title, description, defaultValue } = facts;
  const schema = (SCHEMAS[type] ?? (() => ({})))(facts);
  return {
    ...schema,
    ...{ title, 'x-ui': hintsOf(facts, order, names) },
    ...(description === undefined ? {} : { description }),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
  };
}

function hintsOf(facts: PropertyFacts, order: number, names: ReadonlySet<string>): JsonObject {
  const { type, isAdvanced, placeholder, source, refreshers = [] } = facts;
  const control = CONTROLS[type];
  const asked = { action: source ?? '', dependsOn: refreshers.filter((name) => names.has(name)) };
  const place = type === 'DYNAMIC' ? 'schema' : 'options';
  return {
    order,
    ...(control === undefined ? {} : { control }),
    ...(isAdvanced === true ? { advanced: true } : {}),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(source === undefined ? {} : { [place]: asked }),
  };
}

function choiceSchema({ choices }: PropertyFacts): JsonObject {
  if (choices === undefined) return {};
  // The same value twice would fit twice, and so not at all.
  const unique = new Map<string, JsonValue>();
  for (const { label, value } of choices) {
    const key = JSON.stringify(value);
    if (!unique.has(key)) unique.set(key, { const: value, title: label });
  }
  return { oneOf: [...unique.values()] };
}
