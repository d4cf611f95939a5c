import { fraction, list, oneOf, text, webUrl } from '../settings-parsers.ts';
import type { SettingTable } from '../settings-table.ts';

/** The names that OpenTelemetry has given. Without an endpoint nothing is traced. */
export const TELEMETRY_SETTINGS = {
  otlpEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    parse: webUrl,
    about:
      'Where traces are sent by OTLP over HTTP (JSON): http://localhost:4318 becomes http://localhost:4318/v1/traces. Without it nothing is traced.',
  },
  otlpHeaders: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    parse: list,
    default: [] as readonly string[],
    defaultText: 'none',
    isSecret: true,
    about: 'Headers sent with traces: name=value, separated by commas.',
  },
  otelServiceName: {
    name: 'OTEL_SERVICE_NAME',
    parse: text,
    default: 'millrace',
    about: 'What traces call this service.',
  },
  otelResourceAttributes: {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    parse: list,
    default: [] as readonly string[],
    defaultText: 'none',
    about: 'Further attributes of all traces: deployment.environment.name=production, separated by commas.',
  },
  tracesSampler: {
    name: 'OTEL_TRACES_SAMPLER',
    parse: oneOf(
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ),
    default: 'parentbased_always_on',
    about: 'Which runs are traced. It is decided by the id of the run, so that all processes decide alike.',
  },
  tracesSamplerArgument: {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    parse: fraction,
    default: 1,
    about: 'Of samplers by ratio: the part of runs that is traced, from 0 to 1.',
  },
} satisfies SettingTable;
