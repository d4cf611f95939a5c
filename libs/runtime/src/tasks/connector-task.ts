import type { TaskCall } from '@millrace/machine';
import type { RunStart, RunSurroundings } from '../active-run.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import type { EndedCall } from '../metrics/call-meter.ts';
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
    call: async (call, { control, timeoutMs, earlier, resume, traceparent, openCallback }) => {
      const beats = call.heartbeatSeconds === undefined ? undefined : beatsOf(ports, call.token);
      const connectorCall = {
        ...{ ...toConnectorCall(run, call, name.connector), ...name, timeoutMs },
        ...(earlier === undefined ? {} : { earlier }),
        ...(resume === undefined ? {} : { resume }),
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(facts.canPause === true ? { openCallback } : {}),
        ...(beats === undefined ? {} : { onHeartbeat: beats.beat }),
      };
      const beganMs = ports.clock.monotonicMs();
      const outcome = await callConnector(ports, connectorCall, { control, silentMs: silentMsOf(call) });
      measure(ports, run, { call: connectorCall, outcome, beganMs });
      return { ...toReport(outcome, connectorCall), ...beats?.newest() };
    },
  };
}

function measure(
  { measureCall, clock }: EnginePorts,
  { isTest, version: { workspaceId, workflowId } }: RunStart,
  ended: {
    readonly call: Pick<ConnectorCall, 'connector' | 'connection'>;
    readonly outcome: ConnectorOutcome;
    readonly beganMs: number;
  },
): void {
  if (isTest === true || measureCall === undefined) return;
  const { connector, connection } = ended.call;
  measureCall({
    ...{ workspaceId, workflowId, connector },
    ...(connection === undefined ? {} : { connection }),
    outcome: outcomeOf(ended.outcome),
    ...{ durationMs: clock.monotonicMs() - ended.beganMs, atMs: clock.nowMs() },
  });
}

function outcomeOf(outcome: ConnectorOutcome): EndedCall['outcome'] {
  if (outcome.kind !== 'threw') return 'succeeded';
  return outcome.error === 'Connector.RateLimited' ? 'limited' : 'failed';
}

/** The time of one that waits for its token is counted by the token: it begins with the call, and the answer may be there first. */
const silentMsOf = ({ heartbeatSeconds, token }: TaskCall): number | undefined =>
  heartbeatSeconds === undefined || token !== undefined ? undefined : heartbeatSeconds * 1000;

/** Signs of life of the action are its token's. Only one is on its way: more say no more. */
function beatsOf({ tokens, clock, report }: EnginePorts, token: string | undefined) {
  if (token === undefined) return undefined;
  let isUnderWay = false;
  let beatAtMs: number | undefined;
  const end = (): void => {
    isUnderWay = false;
  };
  const fail = (cause: unknown): void => report({ kind: 'store.failed', what: 'note a sign of life', cause });
  return {
    beat: (): void => {
      beatAtMs = clock.nowMs();
      if (isUnderWay) return;
      isUnderWay = true;
      void tokens.beat(token).catch(fail).then(end);
    },
    newest: () => (beatAtMs === undefined ? {} : { beatAtMs }),
  };
}

const pinOf = ({ version }: RunStart, connector: string): string | undefined =>
  version.document.connectors?.[connector];

function toConnectorCall(
  run: RunStart,
  { path, state, attempt, connection, arguments: given }: TaskCall,
  connector: string,
): Omit<ConnectorCall, 'connector' | 'action' | 'signal' | 'timeoutMs'> {
  const { runId, keySeed = runId, version } = run;
  const pin = pinOf(run, connector);
  return {
    workspaceId: version.workspaceId,
    arguments: given,
    idempotencyKey: idempotencyKeyOf(keySeed, path),
    run: { id: runId, workflow: version.workflowName, state, path, attempt },
    ...(pin === undefined ? {} : { version: pin }),
    ...(connection === undefined ? {} : { connection }),
  };
}

function toReport(
  { log, secrets, ...outcome }: ConnectorOutcome,
  { workspaceId, connector, connection = '' }: Pick<ConnectorCall, 'workspaceId' | 'connector' | 'connection'>,
): TaskReport {
  if (outcome.kind === 'threw') {
    const { error, cause, retryAfterMs } = outcome;
    const given = retryAfterMs === undefined ? { error, cause } : { error, cause, retryAfterMs };
    return { result: { kind: 'threw', error: given }, log, secrets };
  }
  const { store: changes = [] } = outcome;
  const stored = changes.length === 0 ? {} : { stored: { workspaceId, connector, connection, changes } };
  const rest = { log, secrets, ...stored };
  if (outcome.kind === 'paused') return { result: { kind: 'awaited' }, paused: outcome, ...rest };
  return { result: { kind: 'returned', output: outcome.output }, ...rest };
}
