import { createHash } from 'node:crypto';
import { chanceOf } from '../fault-rules.ts';
import { startEffectSink, type EffectSink, type SinkAnswer, type SunkEffect } from '../processes/effect-sink.ts';
import { ANYBODY } from './invariants/explanation.ts';
import type { Ledger } from './ledger.ts';
import type { MachineAnswer, MachineSink } from './random-machines/machine-sink.ts';

/** A token, and the run that waits for its answer. */
export interface HandedToken {
  readonly token: string;
  readonly id: string;
  readonly runId: string;
  /** What a machine counts on; without it whoever answers makes it up. */
  readonly person?: MachineAnswer['person'];
}
/** How often the downstream breaks its word while faults are on. */
export interface DownstreamFaults {
  /** 500 and 429. */
  readonly failures: boolean;
  /** Done, and the connection breaks. */
  readonly lostAnswers: boolean;
}
const FAILURE_SHARE = 0.06;
const LIMIT_SHARE = 0.03;
const LOST_SHARE = 0.04;
const SLOW_SHARE = 0.15;
const SLOW_MS = 400;
const USUAL_MS = 15;
/** What the HTTP connector takes for final. */
const REFUSED_STATUS = 422;

/** The system that the workflows change. Every effect is in the log before it is answered. */
export class Downstream {
  readonly #ledger: Ledger;
  readonly #seed: number;
  readonly #machines: MachineSink;
  readonly #timesByKey = new Map<string, number>();
  #faults: DownstreamFaults = { failures: false, lostAnswers: false };
  #sink: EffectSink | undefined;
  /** Told of every token that a step hands out, whatever the step itself is answered. */
  onToken: (token: HandedToken) => void = () => undefined;

  constructor(ledger: Ledger, seed: number, machines: MachineSink) {
    this.#ledger = ledger;
    this.#seed = seed;
    this.#machines = machines;
  }

  async start(): Promise<number> {
    this.#sink = await startEffectSink((effect) => this.#receive(effect));
    return this.#sink.port;
  }

  setFaults(faults: DownstreamFaults): void {
    this.#faults = faults;
  }

  #receive({ body, text, query, headers }: SunkEffect): SinkAnswer & { readonly delayMs: number } {
    const key = String(headers['idempotency-key'] ?? '');
    const times = (this.#timesByKey.get(key) ?? 0) + 1;
    this.#timesByKey.set(key, times);
    const [id, runId] = [String(body.id), String(body.runId)];
    const planned = this.#planOf(body, { runId, key });
    // What no machine does keeps the name of its state, which is not the place of its key.
    const path = planned?.path ?? String(body.path);
    const token = query.get('token');
    const usual = this.#decide({ body, key, times, authorization: headers.authorization });
    // Whoever hands a token over has done what it should.
    const answer = token === null ? answerAs(planned, usual) : usual;
    this.#ledger.noteEffect({
      id,
      runId,
      path,
      key,
      attempt: Number(headers['x-chaos-attempt'] ?? 0),
      by: isUndoing(path) ? ANYBODY : processOf(String(headers['x-chaos-by'] ?? '')),
      sha256: createHash('sha256').update(text).digest('hex'),
      answered: answer.kind,
      ...(typeof body.answered === 'string' ? { value: body.answered } : {}),
    });
    if (token !== null) this.#handOver({ token, id, runId, planned });
    const isSlow = chanceOf(this.#seed, key, times, 'slow') < SLOW_SHARE;
    return { ...answer, delayMs: isSlow ? SLOW_MS : USUAL_MS };
  }

  #planOf(
    { machine, value }: SunkEffect['body'],
    call: { readonly runId: string; readonly key: string },
  ): MachineAnswer | undefined {
    return typeof machine === 'string' ? this.#machines.read({ machine, value: Number(value), ...call }) : undefined;
  }

  #handOver({ planned, ...handed }: HandedToken & { readonly planned: MachineAnswer | undefined }): void {
    this.onToken(planned === undefined ? handed : { ...handed, person: planned.person });
  }

  #decide({
    body,
    key,
    times,
    authorization,
  }: {
    readonly body: SunkEffect['body'];
    readonly key: string;
    readonly times: number;
    readonly authorization: string | undefined;
  }): SinkAnswer {
    if (body.mode === 'fail-first' && times === 1) return { kind: 'failed', status: 500 };
    // Repeats the credentials where people look: in the failure of an attempt.
    if (body.mode === 'echo' && times === 1) return { kind: 'failed', status: 503, body: { said: authorization } };
    const chance = chanceOf(this.#seed, key, times);
    if (this.#faults.failures) {
      if (chance < FAILURE_SHARE) return { kind: 'failed', status: 500 };
      if (chance < FAILURE_SHARE + LIMIT_SHARE) return { kind: 'failed', status: 429, headers: { 'retry-after': '1' } };
    }
    if (this.#faults.lostAnswers && chance > 1 - LOST_SHARE) return { kind: 'dropped' };
    return { kind: 'ok' };
  }

  async close(): Promise<void> {
    await this.#sink?.close();
  }
}

/** What a machine counts on, unless something breaks. */
function answerAs(planned: MachineAnswer | undefined, usual: SinkAnswer): SinkAnswer {
  if (planned === undefined || usual.kind !== 'ok') return usual;
  const { end } = planned;
  return end.kind === 'returned'
    ? { kind: 'ok', body: { value: end.output } }
    : { kind: 'failed', status: REFUSED_STATUS };
}

/** Arguments of what undoes a step are made when the step has succeeded, by whoever executes it then. */
const isUndoing = (path: unknown): boolean => String(path).endsWith('/Compensate');

/** The first label of the name by which the process knows the installation. */
const processOf = (baseUrl: string): string => /^https?:\/\/([^.:/]+)/.exec(baseUrl)?.[1] ?? 'nobody';
