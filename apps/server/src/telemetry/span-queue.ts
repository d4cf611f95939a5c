import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** More would be memory that runs need; what comes then is dropped, and counted. */
const MAX_SPANS = 4096;
const BATCH_SPANS = 512;
const INTERVAL_MS = 2000;
const LAST_EXPORT_MS = 2000;
const SUCCESS = 0;

export type SpanOutcome = 'exported' | 'failed' | 'dropped';

interface QueueParts {
  readonly exporter: SpanExporter;
  readonly count: (outcome: SpanOutcome, spans: number) => void;
}

/** Hands spans to the exporter a batch at a time, one batch on its way. Whoever ends a span never waits, and hears of no failure. */
export class SpanQueue implements SpanProcessor {
  readonly #parts: QueueParts;
  readonly #spans: ReadableSpan[] = [];
  readonly #timer: NodeJS.Timeout;
  #exporting: Promise<void> | undefined;

  constructor(parts: QueueParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#drain(), INTERVAL_MS);
    this.#timer.unref();
  }

  onStart(_span: Span, _context: Context): void {
    // Only ends are exported.
  }

  onEnd(span: ReadableSpan): void {
    if (this.#spans.length >= MAX_SPANS) {
      this.#parts.count('dropped', 1);
      return;
    }
    this.#spans.push(span);
    if (this.#spans.length >= BATCH_SPANS) void this.#drain();
  }

  forceFlush(): Promise<void> {
    return this.#drain();
  }

  /** A last try, which keeps no process from ending. */
  async shutdown(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.race([this.#drain(), new Promise<void>((resolve) => setTimeout(resolve, LAST_EXPORT_MS).unref())]);
    await this.#parts.exporter.shutdown().catch(() => undefined);
  }

  #drain(): Promise<void> {
    this.#exporting ??= this.#exportAll().finally(() => {
      this.#exporting = undefined;
    });
    return this.#exporting;
  }

  async #exportAll(): Promise<void> {
    while (this.#spans.length > 0) {
      const batch = this.#spans.splice(0, BATCH_SPANS);
      const isExported = await this.#export(batch);
      this.#parts.count(isExported ? 'exported' : 'failed', batch.length);
      // The rest waits for the next turn: whoever does not answer now is not asked again at once.
      if (!isExported) return;
    }
  }

  #export(batch: ReadableSpan[]): Promise<boolean> {
    return new Promise((resolve) => {
      try {
        this.#parts.exporter.export(batch, ({ code }) => resolve((code as number) === SUCCESS));
      } catch {
        resolve(false);
      }
    });
  }
}
