import type { JsonObject, JsonValue } from '@millrace/connector-sdk';
import { isOfType, membersOf } from './look-at-answer.ts';

const USUAL = [
  'data',
  'items',
  'results',
  'records',
  'values',
  'value',
  'entries',
  'rows',
  'objects',
  'list',
  'content',
];
const WRAPPERS = ['data', 'result', 'response', '_embedded', 'list'];

/** Steps to the array of records in an answer; none: the answer is the array. Undefined: it is no list. */
export function findRecords(source: JsonObject, schema: JsonObject, path: string): readonly string[] | undefined {
  if (isOfType(source, schema, 'array')) return [];
  const members = membersOf(source, schema);
  const own = findArray(source, members, path);
  if (own !== undefined) return [own];
  for (const wrapper of WRAPPERS) {
    const inner = members.get(wrapper);
    const found = inner === undefined ? undefined : findArray(source, membersOf(source, inner), path);
    if (found !== undefined) return [wrapper, found];
  }
  return undefined;
}

/** The only array, or the one that is called what lists are called. */
function findArray(source: JsonObject, members: ReadonlyMap<string, JsonValue>, path: string): string | undefined {
  const arrays = [...members].filter(([, member]) => isOfType(source, member, 'array')).map(([name]) => name);
  if (arrays.length === 1) return arrays[0];
  const last = path
    .split('/')
    .filter((segment) => segment !== '' && !segment.includes('{'))
    .at(-1)
    ?.replace(/\.[a-z]+$/, '')
    .toLowerCase();
  return arrays.find((name) => name.toLowerCase() === last) ?? USUAL.find((name) => arrays.includes(name));
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** Steps as JSONata. */
export function toExpression(steps: readonly string[]): string {
  if (steps.length === 0) return '$';
  return steps
    .map((step) => (PLAIN.test(step) && !WORDS.has(step) ? step : `\`${step.replaceAll('`', '')}\``))
    .join('.');
}
