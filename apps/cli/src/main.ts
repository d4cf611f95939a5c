#!/usr/bin/env node
import { CommanderError } from 'commander';
import { CliError } from './errors.ts';
import { createProgram } from './program.ts';

const WRONG_USE = 2;

/** One line says what is wrong: with its code where it has one, since that names the page with more. */
function sentenceOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as { readonly code?: unknown };
  return typeof code === 'string' && code.includes('.') ? `${cause.message} [${code}]` : cause.message;
}

try {
  await createProgram((exitCode) => {
    process.exitCode = exitCode;
  }).parseAsync();
} catch (cause) {
  if (cause instanceof CommanderError) {
    process.exitCode = cause.exitCode === 0 ? 0 : WRONG_USE;
  } else {
    process.stderr.write(`${sentenceOf(cause)}\n`);
    process.exitCode = cause instanceof CliError ? WRONG_USE : 1;
  }
}
