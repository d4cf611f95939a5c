import { format } from 'node:util';
import { currentCallId } from './current-call.ts';
import type { Link } from './link.ts';
import type { LogText } from './protocol.ts';

const MAX_CHARACTERS = 4000;
const LEVELS = { debug: 'debug', trace: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const;

/** A line in the log of the call that is under way. */
export function logLine(link: Link, level: LogText['level'], values: readonly unknown[]): void {
  const text: LogText = { level, message: format(...values).slice(0, MAX_CHARACTERS) };
  link.send({ type: 'log', id: currentCallId() }, text);
}

/** What a piece says goes to the log of its call. */
export function redirectConsole(link: Link): void {
  for (const [method, level] of Object.entries(LEVELS))
    Object.assign(console, { [method]: (...values: unknown[]) => logLine(link, level, values) });
}
