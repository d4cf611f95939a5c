import type { JsonValue } from '@millrace/connector-sdk';
import { isList, isObject } from '../json-access.ts';

const WIDTH = 120;
const PLAIN_NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** JSON as a literal of TypeScript, in the style of this repository: on one line where there is room. */
export function printLiteral(value: JsonValue, indent = 0): string {
  if (typeof value === 'string') return printText(value);
  if (!isList(value) && !isObject(value)) return JSON.stringify(value);
  const [open, close] = isList(value) ? '[]' : '{}';
  const parts = isList(value)
    ? value.map((item) => printLiteral(item, indent + 2))
    : Object.entries(value).map(([name, member]) => `${printName(name)}: ${printLiteral(member, indent + 2)}`);
  if (parts.length === 0) return `${open}${close}`;
  const line = isList(value) ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
  if (!line.includes('\n') && line.length + indent <= WIDTH - 30) return line;
  const pad = ' '.repeat(indent + 2);
  return `${open}\n${parts.map((part) => `${pad}${part},\n`).join('')}${' '.repeat(indent)}${close}`;
}

/** A name that would set the prototype of a literal is one only in brackets. */
function printName(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return PLAIN_NAME.test(name) ? name : printText(name);
}

function printText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  // Two characters that JSON takes for letters, and some readers of code for line ends.
  return `'${inner.replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`)}'`;
}
