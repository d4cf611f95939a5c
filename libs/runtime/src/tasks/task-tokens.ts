import type { PendingCall, TaskCall, TaskPause, TaskResult } from '@millrace/machine';
import type { EnginePorts } from '../engine-ports.ts';
import type { HostedRun } from '../run-host.ts';
import { RunDropped } from '../run-journal.ts';
import type { HeldCall } from '../held-step.ts';
import { createTokenFor, type TokenAnswer } from '../task-token.ts';
import type { AwaitedCall, TaskReport } from './task-target.ts';

export type AttemptSite = Pick<TaskCall, 'path' | 'within' | 'attempt'>;
type PausedSite = AttemptSite & Pick<PendingCall, 'pause'>;

/** How a pause has ended. `undefined`: it has not. `answer` is absent when its moment has come instead. */
export type PauseEnd = { readonly answer?: TokenAnswer } | undefined;

/**
 * A composite state that is tried again asks anew, and so does the task itself: whoever answered before has answered the attempt
 * before, and what is withdrawn of that one must not be of the next.
 */
function tokenPathOf({ path, within, attempt }: AttemptSite): string {
  const tried = attempt === 1 ? within : `${within}#${attempt}`;
  return tried === '' ? path : `${path} (${tried})`;
}

/** Nothing else of a task is below its path. A call may have opened the next pause's, and fail: a hold has another one. */
const pausePathOf = (site: AttemptSite, number: number): string => `${tokenPathOf(site)}/${number}`;
const holdPathOf = (site: AttemptSite): string => `${tokenPathOf(site)}/hold`;
const standstillPathOf = (site: AttemptSite, { state, number }: TaskPause): string =>
  state === undefined ? holdPathOf(site) : pausePathOf(site, number);

const nextNumberOf = ({ pause }: PausedSite): number => (pause?.number ?? 0) + 1;

interface TokenRun extends HostedRun {
  /** Asks a store: what it cannot do drops the run. */
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>;
}

/** What the tasks of one run wait for by tokens: answers, callbacks, decisions. */
export class TaskTokens {
  readonly #ports: EnginePorts;
  readonly #run: TokenRun;
  /** When tokens were opened that were open before: somebody may have answered, and nobody tells of that again. */
  readonly #reopened = new Map<string, number>();

  constructor(ports: EnginePorts, run: TokenRun) {
    this.#ports = ports;
    this.#run = run;
  }

  /** The token of an attempt. */
  open(site: AttemptSite): Promise<string> {
    return this.#open(tokenPathOf(site), site, { token: createTokenFor('task') });
  }

  /**
   * Makes a call that may pause: `openCallback` opens what ends its next pause from outside, and gives the address. What was
   * opened, and is not waited for, takes no answer any more.
   */
  async during(
    call: PausedSite & Pick<TaskCall, 'token'>,
    perform: (openCallback: () => Promise<string>) => Promise<TaskReport>,
  ): Promise<TaskReport> {
    const number = nextNumberOf(call);
    let opening: Promise<string> | undefined;
    let isOver = false;
    const open = (): Promise<string> =>
      (opening ??= this.#open(pausePathOf(call, number), call, { token: createTokenFor('callback') }));
    const report = await perform(async () => {
      // One that was left behind, and goes on by itself: nobody would withdraw what it opens.
      if (isOver) throw new Error('The call is over.');
      return `${this.#ports.settings.baseUrl}/callbacks/${await open()}`;
    });
    isOver = true;
    const { paused } = report;
    const isAwaited = paused?.isCallbackAwaited === true && call.token === undefined;
    // What the store could not do is no failure of the action, whatever it made of that: the run is dropped.
    const token = isAwaited ? await open() : await opening;
    if (token !== undefined && !isAwaited) this.#withdrawLater(pausePathOf(call, number));
    if (paused === undefined) return report;
    if (call.token !== undefined) return { ...report, result: PAUSED_WITH_TOKEN };
    const pause = pauseOf(paused, number, isAwaited ? token : undefined);
    return { ...report, result: { kind: 'awaited', pause, beatAtMs: this.#ports.clock.nowMs() } };
  }

  /** Once what follows from the call is durable: until then it may be made again, with the same address. */
  #withdrawLater(path: string): void {
    const { runId, journal } = this.#run;
    journal.afterWrite(() => {
      this.#ports.tokens
        .withdraw({ runId, paths: [path] })
        .catch((cause: unknown) => this.#ports.report({ kind: 'store.failed', what: 'withdraw a callback', cause }));
    });
  }

  /** A failed attempt stands still from here on; or only for a moment, if somebody has decided before it was held anew. */
  async hold(call: PendingCall, held: HeldCall): Promise<TaskPause> {
    const number = nextNumberOf(call);
    const token = await this.#open(holdPathOf(call), call, { token: createTokenFor('hold'), held });
    const pause = { token, number };
    const wasOpen = this.takeReopened({ ...call, pause }) !== undefined;
    const isDecided = wasOpen && (await this.#run.ask(() => this.#findAnswer(token))) !== undefined;
    return isDecided ? { ...pause, untilMs: this.#ports.clock.nowMs() } : pause;
  }

  /** It must be kept before anybody can hear of it, and be the same after a crash. */
  async #open(
    path: string,
    { attempt }: AttemptSite,
    offered: { readonly token: string; readonly held?: HeldCall },
  ): Promise<string> {
    const { journal, version, ask } = this.#run;
    await journal.keep();
    const { lease } = journal;
    if (lease === undefined) throw new RunDropped('lease_lost');
    const { workspaceId } = version;
    // As long as a run may live: it is of no use after that.
    const lifeSeconds = this.#ports.settings.limits.runSeconds.most;
    const opened = await ask(() =>
      this.#ports.tokens.open({ lease, path, attempt, workspaceId, lifeSeconds, ...offered }),
    );
    if (opened === undefined) throw new RunDropped('lease_lost');
    if (opened.token !== offered.token) this.#reopened.set(path, opened.openedAtMs);
    return opened.token;
  }

  /** When what the attempt waits for was opened before, by the clock of the store; told once. */
  takeReopened(call: PausedSite): number | undefined {
    const path = call.pause === undefined ? tokenPathOf(call) : standstillPathOf(call, call.pause);
    const openedAtMs = this.#reopened.get(path);
    this.#reopened.delete(path);
    return openedAtMs;
  }

  async findAnswer(token: string): Promise<TaskResult> {
    const { answer, beatAtMs } = (await this.#ports.tokens.find(token)) ?? {};
    if (answer !== undefined) return resultOf(answer);
    return beatAtMs === undefined ? { kind: 'awaited' } : { kind: 'awaited', beatAtMs };
  }

  /**
   * Whether a pause is over. The first that ends it counts: a callback that comes after its moment comes too late. Only for who
   * surely has the run: another one may wait by the same token, until another moment.
   */
  async findPauseEnd(call: AttemptSite, pause: TaskPause): Promise<PauseEnd> {
    const { token, untilMs = Infinity } = pause;
    const answer = await this.#findAnswer(token);
    if (answer !== undefined) return { answer };
    if (this.#ports.clock.nowMs() < untilMs) return undefined;
    if (token === undefined) return {};
    await this.#ports.tokens.withdraw({ runId: this.#run.runId, paths: [standstillPathOf(call, pause)] });
    // One may have come a moment before, and was told that it counts.
    const last = await this.#findAnswer(token);
    return last === undefined ? {} : { answer: last };
  }

  async #findAnswer(token: string | undefined): Promise<TokenAnswer | undefined> {
    return token === undefined ? undefined : (await this.#ports.tokens.find(token))?.answer;
  }

  /** Nobody waits for these any more. A Map may have thousands: one statement for all. */
  async withdraw(calls: readonly AwaitedCall[]): Promise<void> {
    const paths = calls.flatMap((call) => [
      ...(call.token === undefined ? [] : [tokenPathOf(call)]),
      ...(call.pause?.token === undefined ? [] : [standstillPathOf(call, call.pause)]),
    ]);
    if (paths.length > 0) await this.#ports.tokens.withdraw({ runId: this.#run.runId, paths });
  }
}

const pauseOf = (
  { state, untilMs }: NonNullable<TaskReport['paused']>,
  number: number,
  token: string | undefined,
): TaskPause => ({
  ...{ number, state },
  ...(untilMs === undefined ? {} : { untilMs }),
  ...(token === undefined ? {} : { token }),
});

/** What is answered as the task's own result, or as the end of a step that was held. */
export function resultOf(answer: TokenAnswer): TaskResult {
  if (answer.kind === 'returned') return { kind: 'returned', output: JSON.parse(answer.output) as never };
  if (answer.kind === 'again') return { kind: 'again' };
  return { kind: 'threw', error: { error: answer.error, cause: answer.cause } };
}

const PAUSED_WITH_TOKEN: TaskResult = {
  kind: 'threw',
  error: {
    error: 'States.TaskFailed',
    cause:
      'connector.pause_with_token: The action pauses its run, and the step waits for a task token already. Take `.waitForTaskToken` away from its Resource.',
  },
};
