import { TraceFlags, type SpanContext } from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const isZero = (digits: string): boolean => /^0+$/.test(digits);

/** W3C Trace Context, version 00; undefined for what is none. */
export function parseTraceparent(text: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = '0'] = TRACEPARENT.exec(text.trim()) ?? [];
  if (traceId === '' || isZero(traceId) || isZero(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

export function printTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/**
 * A run's trace has the run's id, and its span the half of it that is random: every process knows both, so that a run goes on in
 * its trace wherever it goes on, and whoever has an id has found the trace.
 */
export function runContextOf(runId: string, isSampled: boolean): SpanContext {
  const traceId = runId.replaceAll('-', '');
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return { traceId, spanId: traceId.slice(16), traceFlags, isRemote: true };
}
