import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What became of one copy of an event at a door. `ended`: refused by the workflow itself, so the run is kept. */
export type SendOutcome = '2xx' | 'ended' | 'refused' | 'unknown';
export type Door = 'hook' | 'api';

export interface AcceptedEntry {
  /** Milliseconds since the beginning, by the runner's own clock. */
  readonly t: number;
  readonly id: string;
  readonly door: Door;
  readonly workload: string;
  /** 1, 2, 3 … over all copies and repetitions of the event. */
  readonly copy: number;
  readonly outcome: 'sent' | SendOutcome;
  readonly key?: string;
  readonly seq?: number;
  readonly sha256?: string;
  readonly status?: number;
  readonly code?: string;
  readonly runId?: string;
}
export interface CancelEntry {
  readonly t: number;
  readonly id: string;
  readonly runId: string;
  readonly outcome: 'cancel';
  readonly answer: 'cancelled' | 'requested' | 'already_ended' | 'unknown';
}
/** One try to answer a token, and what became of it. */
export interface AnswerEntry {
  readonly t: number;
  readonly id: string;
  readonly runId: string;
  readonly outcome: 'answer';
  /** Tells tokens apart; the token itself is a secret. */
  readonly token: string;
  /** Another one for every answer; tries of one answer share it. */
  readonly value: string;
  readonly became: '2xx' | 'refused' | 'unknown';
  readonly status?: number;
}
export interface EffectEntry {
  readonly t: number;
  readonly id: string;
  readonly runId: string;
  readonly path: string;
  /** The idempotency key that came with it. */
  readonly key: string;
  readonly attempt: number;
  /** The process that made it. */
  readonly by: string;
  readonly sha256: string;
  readonly answered: 'ok' | 'failed' | 'dropped';
  /** The answer to a token that the run went on with. */
  readonly value?: string;
}
export interface FaultEntry {
  readonly t: number;
  readonly until: number;
  /** Row of the table in `reliability.md`, section 5. */
  readonly fault: number;
  readonly kind: string;
  /** `server`, `worker-2`, `postgres`, `redis`, `sink`. */
  readonly target: string;
  readonly pid?: number;
  readonly seed: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * The three logs of a run, written by the one process that is never killed. A line of `accepted.log` is written before its
 * event is sent.
 */
export class Ledger {
  readonly accepted: AcceptedEntry[] = [];
  readonly cancels: CancelEntry[] = [];
  readonly answers: AnswerEntry[] = [];
  readonly effects: EffectEntry[] = [];
  readonly faults: FaultEntry[] = [];
  readonly #startedAt = performance.now();
  /** Wall clock of the beginning, to place what the database noted. */
  readonly startedAtMs = Date.now();
  readonly #files: Readonly<Record<'accepted' | 'effects' | 'faults', number>>;

  constructor(folder: string) {
    const open = (name: string): number => openSync(join(folder, `${name}.log`), 'a');
    this.#files = { accepted: open('accepted'), effects: open('effects'), faults: open('faults') };
  }

  now(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  noteAccepted(entry: Omit<AcceptedEntry, 't'>): void {
    this.accepted.push(this.#write('accepted', entry));
  }

  noteCancel(entry: Omit<CancelEntry, 't' | 'outcome'>): void {
    this.cancels.push(this.#write('accepted', { ...entry, outcome: 'cancel' as const }));
  }

  noteAnswer(entry: Omit<AnswerEntry, 't' | 'outcome'>): void {
    this.answers.push(this.#write('accepted', { ...entry, outcome: 'answer' as const }));
  }

  noteEffect(entry: Omit<EffectEntry, 't'>): void {
    this.effects.push(this.#write('effects', entry));
  }

  /** When the fault is over: then its end is known. */
  noteFault(entry: FaultEntry): void {
    this.faults.push(entry);
    writeSync(this.#files.faults, `${JSON.stringify(entry)}\n`);
  }

  #write<T extends object>(file: 'accepted' | 'effects', entry: T): T & { readonly t: number } {
    const timed = { t: this.now(), ...entry };
    writeSync(this.#files[file], `${JSON.stringify(timed)}\n`);
    return timed;
  }

  close(): void {
    Object.values(this.#files).forEach((file) => closeSync(file));
  }
}
