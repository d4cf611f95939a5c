import { readFileSync } from 'node:fs';
import type { JsonValue } from '@millrace/machine';
import { CliError } from './errors.ts';

/** Reads a JSON file; `-` is standard input. */
export function readJsonFile(path: string): JsonValue {
  const text = readText(path);
  try {
    return JSON.parse(text, (key, value: JsonValue) => (key === '__proto__' ? undefined : value)) as JsonValue;
  } catch (cause) {
    throw new CliError(`${path} is no JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}

/** Reads a text file; `-` is standard input. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (cause) {
    throw new CliError(`${path} cannot be read: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}
