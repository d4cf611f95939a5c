import type { JsonObject, JsonValue } from '@millrace/machine';
import { isList, isObject } from './json.ts';

/** A field that a person fills in to sign in. */
export interface ConnectionField {
  readonly name: string;
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
  const hints = isObject(schema['x-ui']) ? schema['x-ui'] : {};
  return {
    name,
    title: textOr(schema.title, name),
    help: textOr(schema.description, ''),
    placeholder: textOr(hints.placeholder, ''),
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

/** Required fields that nothing was filled into. */
export function missingFields(
  fields: readonly ConnectionField[],
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  return fields
    .filter(({ name, kind, isRequired }) => isRequired && kind !== 'switch' && (given[name] ?? '') === '')
    .map(({ name }) => name);
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
