/** Levels that a line may have, the least important first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A line of the log, as far as it is looked at. */
export interface LogLine {
  readonly time: string;
  readonly level: LogLevel;
  readonly msg?: string;
  readonly runId?: string;
  readonly workflow?: string;
}

/** Longer ones (a stack of stacks) are cut where they are kept in memory, in characters. */
const MAX_LINE_CHARACTERS = 16 * 1024;
const BEGINNING_CHARACTERS = 2000;

export const readLine = (text: string): LogLine => JSON.parse(text) as LogLine;

/** A line without its break, JSON still, and bounded. */
export function boundLine(text: string): string {
  const line = text.trimEnd();
  if (line.length <= MAX_LINE_CHARACTERS) return line;
  const { msg = '', ...ids } = readLine(line);
  const short = Object.entries(ids as Readonly<Record<string, unknown>>).filter(
    ([, value]) => typeof value === 'number' || (typeof value === 'string' && value.length < 200),
  );
  return JSON.stringify({
    ...Object.fromEntries(short),
    msg: msg.slice(0, BEGINNING_CHARACTERS),
    $cut: { characters: line.length, beginning: line.slice(0, BEGINNING_CHARACTERS) },
  });
}

/** What somebody wants to see of a log. */
export interface LogFilter {
  /** This one and those above. */
  readonly level?: LogLevel | undefined;
  readonly runId?: string | undefined;
  readonly workflow?: string | undefined;
}

export function isWanted(line: LogLine, { level, runId, workflow }: LogFilter): boolean {
  return (
    (level === undefined || LOG_LEVELS.indexOf(line.level) >= LOG_LEVELS.indexOf(level)) &&
    (runId === undefined || line.runId === runId) &&
    (workflow === undefined || line.workflow === workflow)
  );
}
