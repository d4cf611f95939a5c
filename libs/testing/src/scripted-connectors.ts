import type { JsonValue } from '@millrace/machine';
import type { ConnectorCall, ConnectorCaller, ConnectorOutcome, ConnectorReport } from '@millrace/runtime';

/** What an action of the script does when it is called. */
export type ScriptedRun = (call: ConnectorCall) => ConnectorOutcome | Promise<ConnectorOutcome>;
export interface ScriptedAction {
  readonly effects: 'read' | 'write';
  readonly timeoutSeconds?: number;
  readonly isMarked?: boolean;
  readonly canPause?: boolean;
  readonly run: ScriptedRun;
}

/** Connectors by script: a test says what each action does, and reads afterwards what was asked of it. */
export class ScriptedConnectors implements ConnectorCaller {
  readonly #actions = new Map<string, ScriptedAction>();
  /** Every call, in order. */
  readonly calls: ConnectorCall[] = [];

  /** Installs `test/<name>`, or replaces it. Without a script it returns what it was given, and is a write. */
  on(
    name: string,
    run: ScriptedRun = ({ arguments: given }) => returned(given),
    facts: Partial<Omit<ScriptedAction, 'run'>> = {},
  ): void {
    this.#actions.set(name.includes('/') ? name : `test/${name}`, { effects: 'write', ...facts, run });
  }

  /** Installs an action that answers when the test does. */
  hold(name: string, facts: Partial<Omit<ScriptedAction, 'run'>> = {}): HeldAction {
    const held = new HeldAction();
    this.on(name, (call) => held.take(call), facts);
    return held;
  }

  /** Calls of one action. */
  callsOf(name: string): readonly ConnectorCall[] {
    return this.calls.filter((call) => `${call.connector}/${call.action}` === `test/${name}`);
  }

  findAction({
    connector,
    action,
  }: Pick<ConnectorCall, 'connector' | 'action'>): Omit<ScriptedAction, 'run'> | undefined {
    return this.#actions.get(`${connector}/${action}`);
  }

  async call(call: ConnectorCall): Promise<ConnectorOutcome> {
    const action = this.#actions.get(`${call.connector}/${call.action}`);
    if (action === undefined) throw new Error(`The script has no action ${call.connector}/${call.action}.`);
    this.calls.push(call);
    return action.run(call);
  }
}

/** Calls that wait for the test to answer them; they ignore their signals. */
export class HeldAction {
  readonly #open: ((outcome: ConnectorOutcome | Promise<never>) => void)[] = [];
  readonly calls: ConnectorCall[] = [];

  take(call: ConnectorCall): Promise<ConnectorOutcome> {
    this.calls.push(call);
    return new Promise((resolve) => this.#open.push(resolve));
  }

  /** Answers the call that has waited longest. */
  answer(outcome: ConnectorOutcome | JsonValue): void {
    const answer = this.#open.shift();
    if (answer === undefined) throw new Error('No call waits for an answer.');
    answer(isOutcome(outcome) ? outcome : returned(outcome));
  }
}

function isOutcome(value: ConnectorOutcome | JsonValue): value is ConnectorOutcome {
  return typeof value === 'object' && value !== null && 'kind' in value && 'log' in value;
}

/** The outcome of an action that went well. */
export function returned(output: JsonValue, report: Partial<ConnectorReport> = {}): ConnectorOutcome {
  return { kind: 'returned', output, log: [], secrets: [], ...report };
}

/** The outcome of an action that pauses: until a moment, or until its callback is called. */
export function paused(
  state: JsonValue,
  until: { readonly untilMs?: number; readonly isCallbackAwaited?: boolean },
  report: Partial<ConnectorReport> = {},
): ConnectorOutcome {
  return { kind: 'paused', state, isCallbackAwaited: false, ...until, log: [], secrets: [], ...report };
}

/** The outcome of an action that failed. */
export function threw(
  error: string,
  cause = 'As the script says.',
  report: Partial<ConnectorReport & { retryAfterMs: number }> = {},
): ConnectorOutcome {
  return { kind: 'threw', error, cause, log: [], secrets: [], ...report };
}
