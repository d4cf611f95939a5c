import type { JsonObject, JsonValue } from '@millrace/machine';
import { hintsOf } from './hints.ts';
import { isList, isObject } from './json.ts';
import { type Conditional, conditionalOf, shownFields } from './show-if.ts';

/** A field that a person fills in to sign in. */
export interface ConnectionField extends Conditional {
  readonly title: string;
  readonly help: string;
  readonly placeholder: string;
  readonly kind: 'text' | 'secret' | 'number' | 'switch' | 'choice';
  /** Of a choice. */
  readonly options: readonly string[];
  readonly isRequired: boolean;
}

/** The fields of a way of signing in, in their order. */
export function connectionFieldsOf(schema: JsonObject): readonly ConnectionField[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = new Set(isList(schema.required) ? schema.required : []);
  return Object.entries(properties).flatMap(([name, field]) =>
    isObject(field) ? [fieldOf(name, field, required.has(name))] : [],
  );
}

function fieldOf(name: string, schema: JsonObject, isRequired: boolean): ConnectionField {
  return {
    ...conditionalOf(name, schema),
    title: textOr(schema.title, name),
    help: textOr(schema.description, ''),
    placeholder: textOr(hintsOf(schema).placeholder, ''),
    kind: kindOf(schema),
    options: isList(schema.enum) ? schema.enum.map(String) : [],
    isRequired,
  };
}

const textOr = (value: JsonValue | undefined, fallback: string): string =>
  typeof value === 'string' ? value : fallback;

function kindOf(schema: JsonObject): ConnectionField['kind'] {
  if (schema['x-sensitive'] === true) return 'secret';
  if (isList(schema.enum)) return 'choice';
  if (schema.type === 'boolean') return 'switch';
  return schema.type === 'number' || schema.type === 'integer' ? 'number' : 'text';
}

type FieldValue = string | number | boolean | undefined;
type GivenFields = Readonly<Record<string, FieldValue>>;

const isFilledIn = (value: FieldValue): boolean => value !== undefined && value !== '';

/** Required fields that are there, and that nothing was filled into. */
export function missingFields(fields: readonly ConnectionField[], given: GivenFields): readonly string[] {
  return shownFields(fields, given)
    .filter(({ name, kind, isRequired }) => isRequired && kind !== 'switch' && !isFilledIn(given[name]))
    .map(({ name }) => name);
}

/** What is sent: all that was filled in, but not into fields that are hidden by now. */
export function filledFields(
  fields: readonly ConnectionField[],
  given: GivenFields,
): Readonly<Record<string, string | number | boolean>> {
  const shown = new Set(shownFields(fields, given).map(({ name }) => name));
  const isHidden = (name: string): boolean => !shown.has(name) && fields.some((field) => field.name === name);
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined || value === '' || isHidden(name) ? [] : [[name, value]],
    ),
  );
}

/** A name that is free, made of words: `http`, `http-2`, … */
export function freeName(wanted: string, taken: readonly string[]): string {
  const base =
    wanted
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 56) || 'connection';
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.includes(`${base}-${number}`)) return `${base}-${number}`;
}

/** Hosts, as people write them: by commas, spaces or lines, also as addresses. */
export function readHosts(text: string): readonly string[] {
  const hosts = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map((part) => (/^[a-z]+:\/\//i.test(part) && URL.canParse(part) ? new URL(part).hostname : part));
  return [...new Set(hosts)];
}
