import type { EngineReport } from '@millrace/runtime';
import type { Logger } from 'pino';
import { runIds } from '../logs/run-ids.ts';
import type { Metrics } from '../metrics/metrics.ts';

interface Listeners {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Writes down what the engine tells: a line of the log each, and the figures that alerts watch. */
export function noteReport(report: EngineReport, { log, metrics }: Listeners): void {
  switch (report.kind) {
    case 'run.recovered':
      log.info(runIds(report), 'Took over a run');
      return;
    case 'run.dropped': {
      const { reason, cause } = report;
      metrics.countDropped(reason);
      log.warn({ ...runIds(report), reason, error: cause }, 'Dropped a run; it continues later');
      return;
    }
    case 'handler.failed': {
      const { handler, cause } = report;
      log.warn(
        { ...runIds(report), handler, error: cause },
        'The workflow that hears of failures could not be started',
      );
      return;
    }
    case 'schedule.failed': {
      const { workflow, workflowId, triggerId, cause } = report;
      log.warn(
        { workflow, workflowId, triggerId, error: cause },
        'A scheduled run could not be made; its time has passed',
      );
      return;
    }
    case 'store.failed':
    case 'defect':
      noteFault(report, { log, metrics });
  }
}

function noteFault(
  report: Extract<EngineReport, { kind: 'store.failed' | 'defect' }>,
  { log, metrics }: Listeners,
): void {
  if (report.kind === 'store.failed') {
    metrics.countError('system', 'store.unavailable');
    log.error({ what: report.what, error: report.cause }, 'The database failed');
  } else {
    metrics.countError('system', 'internal.unexpected');
    log.error({ ...runIds(report), error: report.cause }, 'A run met a defect of Millrace');
  }
}
