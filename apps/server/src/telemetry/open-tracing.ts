import type { RunTracer } from '@millrace/runtime';
import type { Settings } from '../config.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { readProductVersion } from '../product-version.ts';

export interface TracingParts {
  readonly settings: Pick<
    Settings,
    | 'otlpEndpoint'
    | 'otlpHeaders'
    | 'otelServiceName'
    | 'otelResourceAttributes'
    | 'tracesSampler'
    | 'tracesSamplerArgument'
  >;
  readonly metrics: Pick<Metrics, 'countSpans'>;
  readonly kind: 'server' | 'worker';
}
/** Which process it is. */
export interface TracedProcess {
  readonly workerId: string;
  readonly version: string;
}
export interface OpenedTracing {
  /** Without a tracer nobody traces, and the run path asks nothing. */
  readonly tracing: { readonly tracer?: RunTracer };
  readonly close: () => Promise<void>;
}

/** Traces runs if the settings say where to. */
export async function openTracing(parts: TracingParts, workerId: string): Promise<OpenedTracing> {
  if (parts.settings.otlpEndpoint === undefined) return { tracing: {}, close: () => Promise.resolve() };
  // Loaded here: whoever wants no traces need not wait for the SDK, nor hold it in memory.
  const { startTracing } = await import('./start-tracing.ts');
  return startTracing(parts, { workerId, version: readProductVersion() });
}
