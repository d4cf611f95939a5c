import { pino, type DestinationStream, type Logger } from 'pino';

/** Where log lines go: standard error, so that what the command line prints stays readable beside it. */
export interface LogOptions {
  readonly level: string;
  readonly destination?: DestinationStream;
  /** One short line per entry instead of JSON, for a person at a terminal. Default: whether there is one. */
  readonly isPretty?: boolean;
  /** Gets each line too, as JSON whatever is shown. Returns at once, and throws nothing. */
  readonly tap?: (line: string) => void;
}

/** A process's log: JSON lines with time, level, message and ids. Never bodies, headers or secrets. */
export function createLog({
  level,
  destination,
  isPretty = destination === undefined && process.stderr.isTTY,
  tap,
}: LogOptions): Logger {
  const stream = destination ?? pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: toLoggedError },
      redact: { paths: ['*.password', '*.token', '*.apiKey', '*.authorization', '*.cookie'], censor: '[redacted]' },
    },
    {
      write: (line: string) => {
        stream.write(isPretty ? printLine(line) : line);
        tap?.(line);
      },
    },
  );
}

/** What may be logged of an error: drivers put statements with values into further members. */
function toLoggedError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const { code } = error as { readonly code?: unknown };
  return {
    name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(error.cause === undefined ? {} : { cause: toLoggedError(error.cause) }),
  };
}

function printLine(line: string): string {
  const { time, level, msg, error, ...rest } = JSON.parse(line) as {
    readonly time: string;
    readonly level: string;
    readonly msg?: string;
    readonly error?: { readonly stack?: string; readonly message?: string };
  };
  const details = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const clock = time.slice(11, 19);
  const stack = error === undefined ? '' : `\n${error.stack ?? error.message ?? ''}`;
  return `${clock} ${level.padEnd(5)} ${[msg ?? '', ...details].join(' ')}${stack}\n`;
}
