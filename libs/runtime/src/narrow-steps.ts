import type { StepListRequest } from './ports.ts';
import type { StepRecord } from './run.ts';

/** Whether a step is in a list that is narrowed. */
export function isListed(
  { sequence, path, status }: StepRecord,
  { afterSequence = -1, under, threads, isFailed = false }: StepListRequest,
): boolean {
  if (sequence <= afterSequence || (isFailed && status !== 'failed')) return false;
  if (under === undefined) return true;
  const thread = path.startsWith(`${under}[`) ? /^(\d+)\]/.exec(path.slice(under.length + 1))?.[1] : undefined;
  if (thread === undefined) return false;
  return threads === undefined || (Number(thread) >= threads.first && Number(thread) <= threads.last);
}

/** What a step did, and nothing of what it was about. */
export function briefStep(step: StepRecord): StepRecord {
  const { arguments: _given, output: _output, assigned: _assigned, ...brief } = step;
  return { ...brief, input: 'null', log: step.log.map(({ data: _data, ...line }) => line) };
}
