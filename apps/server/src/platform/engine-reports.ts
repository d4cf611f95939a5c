import type { EngineReport } from '@millrace/runtime';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';

interface Listeners {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Writes down what the engine tells: a line of the log each, and the figures that alerts watch. */
export function noteReport(report: EngineReport, { log, metrics }: Listeners): void {
  switch (report.kind) {
    case 'run.recovered':
      log.info({ runId: report.runId }, 'Took over a run');
      return;
    case 'run.dropped': {
      const { runId, reason, cause } = report;
      metrics.countDropped(reason);
      log.warn({ runId, reason, error: cause }, 'Dropped a run; it continues later');
      return;
    }
    case 'handler.failed': {
      const { runId, workflow, cause } = report;
      log.warn({ runId, workflow, error: cause }, 'The workflow that hears of failures could not be started');
      return;
    }
    case 'schedule.failed': {
      const { workflowId, triggerId, cause } = report;
      log.warn({ workflowId, triggerId, error: cause }, 'A scheduled run could not be made; its time has passed');
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
    log.error({ runId: report.runId, error: report.cause }, 'A run met a defect of Millrace');
  }
}
