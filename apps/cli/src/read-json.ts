import { readFile } from 'node:fs/promises';
import type { JsonValue } from '@millrace/machine';
import { CliError, messageOf } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** Reads a JSON file; `-` is standard input. */
export async function readJsonFile(path: string, terminal: Terminal): Promise<JsonValue> {
  const text = await readText(path, terminal);
  try {
    return JSON.parse(text, (key, value: JsonValue) => (key === '__proto__' ? undefined : value)) as JsonValue;
  } catch (cause) {
    throw new CliError(`${nameOf(path)} is no JSON: ${messageOf(cause)}`, { cause });
  }
}

/** Reads a text file; `-` is standard input. */
export async function readText(path: string, terminal: Terminal): Promise<string> {
  try {
    return await (path === '-' ? terminal.readInput() : readFile(path, 'utf8'));
  } catch (cause) {
    throw new CliError(`${nameOf(path)} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

const nameOf = (path: string): string => (path === '-' ? 'The standard input' : path);
