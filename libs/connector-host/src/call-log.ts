import type { ActionContext, JsonValue } from '@millrace/connector-sdk';
import { createRedactor } from '@millrace/security';
import type { ExchangeWatch, HttpExchange } from './http/http-exchange.ts';

export interface LogLine {
  readonly atMs: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: JsonValue;
  /** The line is a request that the platform has sent for the call. */
  readonly http?: HttpExchange;
}

const MAX_LINES = 200;
const MAX_MESSAGE_CHARACTERS = 4000;
const MAX_DATA_CHARACTERS = 16 * 1024;
const BEGINNING_CHARACTERS = 1000;
/** A call that reads page after page shows how it began, and how it came to its end. */
const FIRST_EXCHANGES = 20;
const LAST_EXCHANGES = 30;

export interface CallLog {
  readonly log: ActionContext['log'];
  readonly noteExchange: (watch: ExchangeWatch) => void;
  /** What there is of it now. */
  readonly take: () => readonly LogLine[];
}

interface NotedExchange {
  readonly atMs: number;
  readonly watch: ExchangeWatch;
}

/**
 * Collects what an action logs and sends: bounded, and saying so when it is cut. `secrets`: those that the call knows by then. They
 * go before anything is cut, for half a secret is found by nobody who takes out whole ones.
 */
export function createCallLog(secrets: ReadonlySet<string> = new Set()): CallLog {
  const cut = (text: string, characters: number): string =>
    text.length <= characters ? text : createRedactor([...secrets])(text).slice(0, characters);
  const lines: LogLine[] = [];
  const first: NotedExchange[] = [];
  const last: NotedExchange[] = [];
  let omitted = 0;
  const add = (level: LogLine['level'], message: string, data?: JsonValue): void => {
    if (lines.length === MAX_LINES)
      lines.push({ atMs: Date.now(), level: 'warn', message: `More than ${MAX_LINES} lines: the rest is left out.` });
    if (lines.length > MAX_LINES) return;
    const shown = data === undefined ? undefined : bounded(data, cut);
    const line = { atMs: Date.now(), level, message: cut(message, MAX_MESSAGE_CHARACTERS) };
    lines.push(shown === undefined ? line : { ...line, data: shown });
  };
  const level = (name: LogLine['level']) => (message: string, data?: JsonValue) => add(name, message, data);
  return {
    log: { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') },
    noteExchange: (watch) => {
      const noted = { atMs: Date.now(), watch };
      if (first.length < FIRST_EXCHANGES) first.push(noted);
      else last.push(noted);
      if (last.length <= LAST_EXCHANGES) return;
      last.shift();
      omitted += 1;
    },
    take: () => {
      if (first.length === 0) return lines;
      const gap = last[0];
      const gapText = `${omitted} requests are left out here: a call lists ${FIRST_EXCHANGES + LAST_EXCHANGES} of them.`;
      const sent = [
        ...first.map(lineOf),
        ...(omitted === 0 || gap === undefined ? [] : [{ atMs: gap.atMs, level: 'debug' as const, message: gapText }]),
        ...last.map(lineOf),
      ];
      // In the order of time; of the same moment, what the action has said comes first.
      return [...lines, ...sent].sort((left, right) => left.atMs - right.atMs);
    },
  };
}

function lineOf({ atMs, watch: { exchange } }: NotedExchange): LogLine {
  const { method, url, status, error } = exchange;
  const message = `${method} ${new URL(url).host}: ${error ?? status ?? 'no answer yet'}`;
  return { atMs, level: 'debug', message, http: exchange };
}

type Cut = (text: string, characters: number) => string;

function bounded(data: JsonValue, cut: Cut): JsonValue | undefined {
  const text = JSON.stringify(data) as string | undefined;
  if (text === undefined) return undefined;
  return text.length <= MAX_DATA_CHARACTERS
    ? (JSON.parse(text) as JsonValue)
    : { $cut: { characters: text.length, beginning: cut(text, BEGINNING_CHARACTERS) } };
}
