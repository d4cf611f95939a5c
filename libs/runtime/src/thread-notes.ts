import type { JournalEntry } from '@millrace/machine';
import type { StoreChanges } from './connector-store.ts';
import type { TaskEffects } from './open-effects.ts';
import { pathOf, type GivenResult } from './retries/given-result.ts';
import type { StepLogLine } from './run.ts';
import { newestLines } from './step-record.ts';

/** What is remembered of the threads of one run between a task and the position that follows it. */
export class ThreadNotes {
  readonly #effects = new Map<string, TaskEffects>();
  readonly #logs = new Map<string, readonly StepLogLine[]>();
  /** By thread; the path is that of the step. */
  readonly #stored = new Map<string, { readonly path: string; readonly changes: StoreChanges }>();
  /** By thread; the path is that of the task. */
  readonly #given = new Map<string, GivenResult>();
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

  /** What a connector keeps of a step, when that is kept. The newest call of a step is the one that counts. */
  noteStored(thread: string, path: string, changes: StoreChanges | undefined): void {
    if (changes !== undefined) this.#stored.set(thread, { path, changes });
    else if (this.#stored.get(thread)?.path === path) this.#stored.delete(thread);
  }

  /** The step has failed: nothing of it is kept. */
  dropStored(path: string): void {
    for (const [thread, stored] of this.#stored) if (stored.path === path) this.#stored.delete(thread);
  }

  takeStored(thread: string): StoreChanges | undefined {
    const changes = this.#stored.get(thread)?.changes;
    if (changes !== undefined) this.#stored.delete(thread);
    return changes;
  }

  /** A task of the thread is taken as done. */
  noteGiven(given: GivenResult): void {
    this.#given.set(given.thread, given);
  }

  /** The entry of a thread that fails at such a task: whoever takes it up again does not call it either. */
  withGiven(thread: string, entry: JournalEntry): JournalEntry {
    const given = this.#given.get(thread);
    if (given === undefined || entry.kind !== 'failed' || entry.at === undefined) return entry;
    const { at } = entry;
    if (pathOf({ ...at, state: at.name, isEntered: true }, thread) !== given.path) return entry;
    const { resource, result } = given;
    return { ...entry, at: { ...at, given: { resource, result } } };
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
