import type { TaskCall } from '@millrace/machine';
import type { RunStart, RunSurroundings } from '../active-run.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import type { ConnectorCall, ConnectorOutcome } from '../ports.ts';
import { callConnector } from './connector-call.ts';
import type { TaskReport, TaskTarget } from './task-target.ts';

/** A connector's action as a task of this run; `undefined` when it is not installed. */
export function findConnectorTask(
  { ports }: RunSurroundings,
  run: RunStart,
  { connector, action }: { readonly connector: string; readonly action: string },
): TaskTarget | undefined {
  const facts = ports.connectors.findAction(connector, action);
  if (facts === undefined) return undefined;
  return {
    effects: facts.effects,
    timeoutSeconds: facts.timeoutSeconds ?? ports.settings.taskTimeoutSeconds,
    call: async (call, { control, timeoutMs }) => {
      const connectorCall = { ...toConnectorCall(run, call), connector, action, timeoutMs };
      return toReport(await callConnector(ports, connectorCall, control));
    },
  };
}

function toConnectorCall(
  { runId, version }: RunStart,
  { path, state, attempt, connection, resource, arguments: given }: TaskCall,
): Omit<ConnectorCall, 'connector' | 'action' | 'signal' | 'timeoutMs'> {
  const [, connector = ''] = /^connector:([^/]+)\//.exec(resource) ?? [];
  const pin = version.document.connectors?.[connector];
  return {
    workspaceId: version.workspaceId,
    arguments: given,
    idempotencyKey: idempotencyKeyOf(runId, path),
    run: { id: runId, workflow: version.workflowName, state, path, attempt },
    ...(pin === undefined ? {} : { version: pin }),
    ...(connection === undefined ? {} : { connection }),
  };
}

function toReport({ log, secrets, ...outcome }: ConnectorOutcome): TaskReport {
  if (outcome.kind === 'returned') return { result: { kind: 'returned', output: outcome.output }, log, secrets };
  const { error, cause, retryAfterMs } = outcome;
  const given = retryAfterMs === undefined ? { error, cause } : { error, cause, retryAfterMs };
  return { result: { kind: 'threw', error: given }, log, secrets };
}
