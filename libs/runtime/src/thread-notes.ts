import type { TaskEffects } from './open-effects.ts';
import type { StepLogLine } from './run.ts';
import { newestLines } from './step-record.ts';

/** What is remembered of the threads of one run between a task and the position that follows it. */
export class ThreadNotes {
  readonly #effects = new Map<string, TaskEffects>();
  readonly #logs = new Map<string, readonly StepLogLine[]>();
  /** Of all lines of a step. */
  readonly #logCharacters: number;

  constructor(logCharacters: number) {
    this.#logCharacters = logCharacters;
  }

  /** A task of the thread is about to be called. */
  noteCall(thread: string, effects: TaskEffects): void {
    if (this.#effects.get(thread) !== 'write') this.#effects.set(thread, effects);
  }

  takeEffects(thread: string): TaskEffects | undefined {
    const effects = this.#effects.get(thread);
    if (effects !== undefined) this.#effects.delete(thread);
    return effects;
  }

  addLog(path: string, lines: readonly StepLogLine[]): void {
    if (lines.length === 0) return;
    const all = [...(this.#logs.get(path) ?? []), ...lines];
    this.#logs.set(path, newestLines(all, this.#logCharacters));
  }

  takeLog(path: string): readonly StepLogLine[] {
    const lines = this.#logs.get(path);
    if (lines === undefined) return [];
    this.#logs.delete(path);
    return lines;
  }
}
