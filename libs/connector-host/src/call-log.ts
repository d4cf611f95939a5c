import type { ActionContext, JsonValue } from '@millrace/connector-sdk';

export interface LogLine {
  readonly atMs: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: JsonValue;
}

const MAX_LINES = 200;
const MAX_MESSAGE_CHARACTERS = 4000;
const MAX_DATA_CHARACTERS = 16 * 1024;

/** Collects what an action logs: bounded, and saying so when it is cut. */
export function createCallLog(): { readonly lines: readonly LogLine[]; readonly log: ActionContext['log'] } {
  const lines: LogLine[] = [];
  const add = (level: LogLine['level'], message: string, data?: JsonValue): void => {
    if (lines.length === MAX_LINES)
      lines.push({ atMs: Date.now(), level: 'warn', message: `More than ${MAX_LINES} lines: the rest is left out.` });
    if (lines.length > MAX_LINES) return;
    const shown = data === undefined ? undefined : bounded(data);
    const line = { atMs: Date.now(), level, message: message.slice(0, MAX_MESSAGE_CHARACTERS) };
    lines.push(shown === undefined ? line : { ...line, data: shown });
  };
  const level = (name: LogLine['level']) => (message: string, data?: JsonValue) => add(name, message, data);
  return { lines, log: { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') } };
}

function bounded(data: JsonValue): JsonValue | undefined {
  const text = JSON.stringify(data) as string | undefined;
  if (text === undefined) return undefined;
  return text.length <= MAX_DATA_CHARACTERS
    ? (JSON.parse(text) as JsonValue)
    : { $cut: { characters: text.length, beginning: text.slice(0, 1000) } };
}
