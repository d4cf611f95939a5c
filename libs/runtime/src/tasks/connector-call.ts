import type { EnginePorts } from '../engine-ports.ts';
import type { ConnectorCall, ConnectorOutcome } from '../ports.ts';
import type { CallControl } from '../run-calls.ts';
import { SignsOfLife } from './signs-of-life.ts';

/** The caller keeps the time itself. One that does not notice gets so long more. */
const TIMEOUT_GRACE_MS = 1000;

/**
 * Calls a connector once, and ends whatever the connector does: when the run must stop, the time is over, or no sign of life has
 * come for `silentMs`, the call's signal is aborted, and an action that does not listen is left behind.
 */
export async function callConnector(
  ports: EnginePorts,
  call: Omit<ConnectorCall, 'signal'>,
  { control, silentMs }: { readonly control: CallControl; readonly silentMs?: number | undefined },
): Promise<ConnectorOutcome> {
  const { clock, connectors, report } = ports;
  const { timeoutMs } = call;
  const stopTimer = clock.schedule(timeoutMs + TIMEOUT_GRACE_MS, () => control.abort(new Error('The time is over.')));
  const life = silentMs === undefined ? undefined : watchLife(ports, silentMs, control);
  const leftBehind = control.whenAborted.then(() => timedOut(timeoutMs));
  const watched = life === undefined ? call : { ...call, onHeartbeat: () => life.beat() };
  try {
    const outcome = await Promise.race([connectors.call({ ...watched, signal: control.signal }), leftBehind]);
    return life?.isSilent === true ? fallenSilent(silentMs, outcome) : outcome;
  } catch (cause) {
    const { id: runId, workflow, path: step, attempt } = call.run;
    report({ kind: 'defect', ...{ runId, workflow, step, attempt }, cause });
    return failed(
      'States.TaskFailed',
      'The connector failed in a way that it should not; the log of the server has the details.',
    );
  } finally {
    stopTimer();
    life?.stop();
  }
}

const watchLife = ({ clock }: EnginePorts, silentMs: number, control: CallControl): SignsOfLife =>
  new SignsOfLife(clock, silentMs, () => control.abort(new Error('No sign of life has come.')));

const timedOut = (timeoutMs: number): ConnectorOutcome =>
  failed('States.Timeout', `The task did not end within ${timeoutMs / 1000} s.`);

/** What it has logged until then is kept. */
const fallenSilent = (silentMs = 0, { log, secrets }: ConnectorOutcome): ConnectorOutcome => ({
  ...failed('States.HeartbeatTimeout', `No sign of life came within ${silentMs / 1000} s.`),
  ...{ log, secrets },
});

const failed = (error: string, cause: string): ConnectorOutcome => ({
  kind: 'threw',
  error,
  cause,
  log: [],
  secrets: [],
});
