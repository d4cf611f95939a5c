import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { LogLevel } from './log-line.ts';
import { PartlyTaken, RefusedLines, type LogTransport } from './log-shipper.ts';

const TIMEOUT_MS = 10_000;
/** These say "not now"; the other answers from 400 to 499 say "never". */
const LATER: readonly number[] = [401, 403, 404, 408, 425, 429];
const compress = promisify(gzip);

export const LOG_STREAM_FORMATS = ['ndjson', 'loki', 'elastic'] as const;
export type LogStreamFormat = (typeof LOG_STREAM_FORMATS)[number];

interface Format {
  readonly type: string;
  readonly print: (lines: readonly string[]) => string;
}
const FORMATS: Readonly<Record<LogStreamFormat, Format>> = {
  ndjson: { type: 'application/x-ndjson', print: (lines) => lines.map((line) => `${line}\n`).join('') },
  loki: { type: 'application/json', print: printStreams },
  elastic: { type: 'application/x-ndjson', print: (lines) => lines.map(printCreation).join('') },
};

interface PrintedLine {
  readonly time: string;
  readonly level: LogLevel;
}

/** As Loki takes them: a stream for each level, and nanoseconds. */
function printStreams(lines: readonly string[]): string {
  const byLevel = new Map<string, [string, string][]>();
  for (const line of lines) {
    const { time, level } = JSON.parse(line) as PrintedLine;
    const values = byLevel.get(level) ?? [];
    values.push([`${Date.parse(time)}000000`, line]);
    byLevel.set(level, values);
  }
  const streams = [...byLevel].map(([level, values]) => ({ stream: { service_name: 'millrace', level }, values }));
  return JSON.stringify({ streams });
}

/** As the bulk API of Elasticsearch and OpenSearch takes them, with the time where a data stream looks for it. */
function printCreation(line: string): string {
  const document = JSON.parse(line) as PrintedLine;
  return `{"create":{}}\n${JSON.stringify({ '@timestamp': document.time, ...document })}\n`;
}

/** Posts batches, compressed. No redirect is followed: the headers may hold a key. */
export class HttpTransport implements LogTransport {
  readonly #closing = new AbortController();
  readonly #target: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly format: LogStreamFormat;
  };

  constructor(target: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly format: LogStreamFormat;
  }) {
    this.#target = target;
  }

  async send(lines: readonly string[]): Promise<void> {
    const { url, headers, format } = this.#target;
    const { type, print } = FORMATS[format];
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': 'gzip', ...headers },
      body: new Uint8Array(await compress(print(lines))),
      redirect: 'error',
      signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (response.ok && format === 'elastic') checkItems(await response.text());
    else await response.body?.cancel();
    if (response.ok) return;
    const message = `The receiver of the log answered ${response.status}.`;
    if (isLater(response.status)) throw new Error(message);
    throw new RefusedLines(message);
  }

  close(): void {
    this.#closing.abort();
  }
}

const isLater = (status: number): boolean => status < 400 || status >= 500 || LATER.includes(status);

/** Whatever answers otherwise has taken them all, as its status says. */
function readAnswer(text: string): BulkAnswer {
  try {
    return (JSON.parse(text) ?? {}) as BulkAnswer;
  } catch {
    return {};
  }
}

interface BulkAnswer {
  readonly errors?: unknown;
  readonly items?: readonly { readonly create?: { readonly status?: number; readonly error?: unknown } }[];
}

/** The bulk API answers 200 also where it took only some: https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk */
function checkItems(text: string): void {
  const { errors, items = [] } = readAnswer(text);
  if (errors !== true) return;
  const failed = items.flatMap(({ create: { status = 200, error } = {} }, index) =>
    status < 300 ? [] : [{ index, status, error }],
  );
  const [first] = failed;
  if (first === undefined) return;
  const places = (isAgain: boolean): readonly number[] =>
    failed.filter(({ status }) => isLater(status) === isAgain).map(({ index }) => index);
  const why = JSON.stringify(first.error ?? null).slice(0, 500);
  throw new PartlyTaken(
    `The receiver of the log did not take ${failed.length} of ${items.length} lines; the first with ${first.status}: ${why}`,
    { again: places(true), refused: places(false) },
  );
}
