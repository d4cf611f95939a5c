// Evaluated in the realm of a call: see realm-values.ts.
import type { Bridge } from './bridge.ts';
import { showValue } from './realm-values.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** `console`, whose lines become the log of the step, and the `log` of the call's context. */
export function installConsole(bridge: Bridge): (level: unknown, message: unknown, data?: unknown) => void {
  const MAX_DATA_CHARACTERS = 16_384;
  const { stringify } = JSON;
  const { now } = Date;
  const dataOf = (data: unknown): string | undefined => {
    const text = stringify(data) as string | undefined;
    if (text === undefined || text.length <= MAX_DATA_CHARACTERS) return text;
    return stringify({ $cut: { characters: text.length, beginning: text.slice(0, 1000) } });
  };
  const write = (level: Level, message: string, data?: unknown): void => {
    const line = `{"atMs":${now()},"level":"${level}","message":${stringify(message)}`;
    let shown: string | undefined;
    try {
      shown = data === undefined ? undefined : dataOf(data);
    } catch {
      shown = '"[unreadable]"';
    }
    bridge.log(shown === undefined ? `${line}}` : `${line},"data":${shown}}`);
  };
  const at =
    (level: Level) =>
    (...values: unknown[]): void =>
      write(level, values.map(showValue).join(' ').slice(0, 16_385));
  const nothing = (): void => undefined;
  const lines = { debug: at('debug'), info: at('info'), log: at('info'), warn: at('warn'), error: at('error') };
  const others = { trace: at('debug'), dir: at('info'), table: at('info'), group: at('info'), groupEnd: nothing };
  const assert = (condition: unknown, ...values: unknown[]): void => {
    if (condition !== true) lines.error('Assertion failed:', ...values);
  };
  Object.defineProperty(globalThis, 'console', {
    value: { ...lines, ...others, assert, time: nothing, timeEnd: nothing, timeLog: nothing, count: nothing },
    writable: true,
    configurable: true,
  });
  return (level, message, data) => {
    const known = level === 'debug' || level === 'warn' || level === 'error' ? level : 'info';
    write(known, showValue(message), data);
  };
}
