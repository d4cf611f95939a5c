import type { ReportedRun } from '@millrace/runtime';

/** The names under which every line says of which run and step it speaks. What is not known is left out of the line. */
export interface LoggedIds extends Partial<ReportedRun> {
  readonly traceId?: string;
}

/** The ids of a line about a run. Its trace has the run's id, without hyphens. */
export function runIds({ runId, workflow, version, step, attempt }: ReportedRun): LoggedIds {
  return {
    ...{ runId },
    ...(workflow === undefined ? {} : { workflow }),
    ...(version === undefined ? {} : { version }),
    ...(step === undefined ? {} : { step }),
    ...(attempt === undefined ? {} : { attempt }),
    traceId: runId.replaceAll('-', ''),
  };
}
