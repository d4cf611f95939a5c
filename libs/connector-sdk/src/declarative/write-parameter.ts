// OpenAPI 3.1 §4.8.12: how values are written in paths, queries, headers and cookies.
import type { ParameterRule } from '../http-template.ts';
import type { JsonValue } from '../json.ts';
import { isList, isObject, toText } from './template.ts';

/** Names and texts, before they are percent-encoded. */
export type Pairs = readonly (readonly [name: string, text: string])[];

const SEPARATORS = { spaceDelimited: ' ', pipeDelimited: '|' } as const;

/** A parameter of a query or a cookie: several pairs where it is exploded. */
export function writePairs(rule: ParameterRule, value: JsonValue): Pairs {
  const { name, style = 'form', isJson = false } = rule;
  const isExploded = rule.explode ?? (style === 'form' || style === 'deepObject');
  if (isJson) return [[name, JSON.stringify(value)]];
  // Of lists the specification says nothing; services that take deep objects count their items.
  if (style === 'deepObject') return writeDeep(name, value);
  if (isList(value)) {
    const texts = value.map(toText);
    return isExploded ? texts.map((text) => [name, text]) : [[name, texts.join(separatorOf(style))]];
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, item]) => [key, toText(item)] as const);
    return isExploded ? members : [[name, members.flat().join(separatorOf(style))]];
  }
  return [[name, toText(value)]];
}

const separatorOf = (style: string): string =>
  style === 'spaceDelimited' || style === 'pipeDelimited' ? SEPARATORS[style] : ',';

/** `filter[state]=open&filter[tags][0]=a`: the specification stops at one level, services do not. */
export function writeDeep(name: string, value: JsonValue): Pairs {
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => writeDeep(`${name}[${key}]`, item));
  if (isList(value)) return value.flatMap((item, index) => writeDeep(`${name}[${index}]`, item));
  return [[name, toText(value)]];
}

/** A parameter of a path or a header: `simple`. Parts are encoded one by one, since commas between them mean something. */
export function writeSimple(
  { explode = false, isJson = false }: ParameterRule,
  value: JsonValue,
  encode: (text: string) => string = (text) => text,
): string {
  if (isJson) return encode(JSON.stringify(value));
  const part = (item: JsonValue): string => encode(toText(item));
  if (isList(value)) return value.map(part).join(',');
  if (!isObject(value)) return part(value);
  return Object.entries(value)
    .map(([key, item]) => `${encode(key)}${explode ? '=' : ','}${part(item)}`)
    .join(',');
}
