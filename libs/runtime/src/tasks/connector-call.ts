import type { EnginePorts } from '../engine-ports.ts';
import type { ConnectorCall, ConnectorOutcome } from '../ports.ts';
import type { CallControl } from '../run-calls.ts';

/** The caller keeps the time itself. One that does not notice gets so long more. */
const TIMEOUT_GRACE_MS = 1000;

/**
 * Calls a connector once, and ends whatever the connector does: when the run must stop or the time is over, the call's signal
 * is aborted, and an action that does not listen is left behind.
 */
export async function callConnector(
  ports: EnginePorts,
  call: Omit<ConnectorCall, 'signal'>,
  control: CallControl,
): Promise<ConnectorOutcome> {
  const { clock, connectors, report } = ports;
  const { timeoutMs } = call;
  const stopTimer = clock.schedule(timeoutMs + TIMEOUT_GRACE_MS, () => control.abort(new Error('The time is over.')));
  const leftBehind = control.whenAborted.then(() => timedOut(timeoutMs));
  try {
    return await Promise.race([connectors.call({ ...call, signal: control.signal }), leftBehind]);
  } catch (cause) {
    report({ kind: 'defect', runId: call.run.id, cause });
    return failed(
      'States.TaskFailed',
      'The connector failed in a way that it should not; the log of the server has the details.',
    );
  } finally {
    stopTimer();
  }
}

const timedOut = (timeoutMs: number): ConnectorOutcome =>
  failed('States.Timeout', `The task did not end within ${timeoutMs / 1000} s.`);

const failed = (error: string, cause: string): ConnectorOutcome => ({
  kind: 'threw',
  error,
  cause,
  log: [],
  secrets: [],
});
