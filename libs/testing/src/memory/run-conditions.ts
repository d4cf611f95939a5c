import type { ColumnCondition, Run } from '@millrace/runtime';

/** Whether a run fulfils a condition on what is known of it without its data. */
export function meetsCondition(run: Run, condition: ColumnCondition): boolean {
  return fulfils(run, condition) !== condition.isNot;
}

function fulfils(run: Run, condition: ColumnCondition): boolean {
  if (condition.kind === 'duration') return hasLasted(run, condition);
  if (condition.kind === 'attribute')
    return condition.values.some((value) => run.searchAttributes?.[condition.name] === value);
  if (condition.kind === 'error') return condition.values.some((name) => isNamed(run.error, name));
  if (condition.kind === 'is')
    return condition.value === 'child' ? run.parent !== undefined : run.retryOf?.kind === condition.value;
  return (condition.values as readonly unknown[]).includes(valueOf(run, condition.kind));
}

function isNamed(error: string | undefined, name: string): boolean {
  return name.endsWith('*') ? error?.startsWith(name.slice(0, -1)) === true : error === name;
}

type Plain = Exclude<ColumnCondition['kind'], 'duration' | 'is' | 'attribute' | 'error'>;

function valueOf(run: Run, kind: Plain): unknown {
  const values = {
    status: run.status,
    trigger: run.trigger.type,
    version: run.versionNumber,
    workflow: run.workflowName,
    fingerprint: run.fingerprint,
    id: run.id,
    parent: run.parent?.runId,
  } satisfies Record<Plain, unknown>;
  return values[kind];
}

function hasLasted(
  { startedAtMs, endedAtMs }: Run,
  { comparison, durationMs }: Extract<ColumnCondition, { readonly kind: 'duration' }>,
): boolean {
  if (startedAtMs === undefined || endedAtMs === undefined) return false;
  const order = endedAtMs - startedAtMs - durationMs;
  const fits = {
    '=': order === 0,
    '>': order > 0,
    '>=': order >= 0,
    '<': order < 0,
    '<=': order <= 0,
  };
  return fits[comparison];
}
