import type { TaskCall } from '@millrace/machine';
import type { RunStart, RunSurroundings } from '../active-run.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import type { ActionFacts, ConnectorCall, ConnectorOutcome } from '../ports.ts';
import { callConnector } from './connector-call.ts';
import type { TaskReport, TaskTarget } from './task-target.ts';

/** A connector's action as a task of this run; `undefined` when it is not installed. At once for what is at hand. */
export function findConnectorTask(
  around: RunSurroundings,
  run: RunStart,
  { connector, action }: ActionName,
): TaskTarget | undefined | Promise<TaskTarget | undefined> {
  const pin = pinOf(run, connector);
  const address = { workspaceId: run.version.workspaceId, connector, action };
  const facts = around.ports.connectors.findAction(pin === undefined ? address : { ...address, version: pin });
  const toTarget = (found: ActionFacts | undefined): TaskTarget | undefined =>
    found && connectorTask(around, run, { connector, action, facts: found });
  return facts instanceof Promise ? facts.then(toTarget) : toTarget(facts);
}
interface ActionName {
  readonly connector: string;
  readonly action: string;
}

function connectorTask(
  { ports }: RunSurroundings,
  run: RunStart,
  { facts, ...name }: ActionName & { readonly facts: ActionFacts },
): TaskTarget {
  return {
    effects: facts.effects,
    timeoutSeconds: facts.timeoutSeconds ?? ports.settings.taskTimeoutSeconds,
    isMarked: facts.isMarked ?? false,
    call: async (call, { control, timeoutMs, earlier }) => {
      const asked = { ...toConnectorCall(run, call, name.connector), ...name, timeoutMs };
      const connectorCall = earlier === undefined ? asked : { ...asked, earlier };
      return toReport(await callConnector(ports, connectorCall, control), connectorCall);
    },
  };
}

const pinOf = ({ version }: RunStart, connector: string): string | undefined =>
  version.document.connectors?.[connector];

function toConnectorCall(
  run: RunStart,
  { path, state, attempt, connection, arguments: given }: TaskCall,
  connector: string,
): Omit<ConnectorCall, 'connector' | 'action' | 'signal' | 'timeoutMs'> {
  const { runId, version } = run;
  const pin = pinOf(run, connector);
  return {
    workspaceId: version.workspaceId,
    arguments: given,
    idempotencyKey: idempotencyKeyOf(runId, path),
    run: { id: runId, workflow: version.workflowName, state, path, attempt },
    ...(pin === undefined ? {} : { version: pin }),
    ...(connection === undefined ? {} : { connection }),
  };
}

function toReport(
  { log, secrets, ...outcome }: ConnectorOutcome,
  { workspaceId, connector, connection = '' }: Pick<ConnectorCall, 'workspaceId' | 'connector' | 'connection'>,
): TaskReport {
  if (outcome.kind === 'returned') {
    const report = { result: { kind: 'returned', output: outcome.output }, log, secrets } as const;
    const { store: changes = [] } = outcome;
    return changes.length === 0 ? report : { ...report, stored: { workspaceId, connector, connection, changes } };
  }
  const { error, cause, retryAfterMs } = outcome;
  const given = retryAfterMs === undefined ? { error, cause } : { error, cause, retryAfterMs };
  return { result: { kind: 'threw', error: given }, log, secrets };
}
