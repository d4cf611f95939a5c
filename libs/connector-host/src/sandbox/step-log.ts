import type { LogLine } from '../call-log.ts';

const MAX_LINE_CHARACTERS = 40_000;
const LEVELS: readonly unknown[] = ['debug', 'info', 'warn', 'error'];

/** What a call logged: the newest lines, since what happened last tells more of a failure than what happened first. */
export class StepLog {
  readonly #lines: { readonly line: LogLine; readonly characters: number }[] = [];
  readonly #most: number;
  #characters = 0;
  #droppedAtMs: number | undefined;

  /** `most`: characters of all lines as JSON. */
  constructor(most: number) {
    this.#most = most;
  }

  /** False when these are no log lines. */
  add(lines: unknown): boolean {
    if (!Array.isArray(lines)) return false;
    for (const line of lines as unknown[]) {
      if (!isLine(line)) return false;
      const characters = JSON.stringify(line).length;
      if (characters > MAX_LINE_CHARACTERS) return false;
      this.#lines.push({ line, characters });
      this.#characters += characters;
    }
    this.#trim();
    return true;
  }

  get lines(): readonly LogLine[] {
    const kept = this.#lines.map(({ line }) => line);
    if (this.#droppedAtMs === undefined) return kept;
    const message = 'Earlier lines are left out: the log of a step is limited.';
    return [{ atMs: this.#droppedAtMs, level: 'warn', message }, ...kept];
  }

  #trim(): void {
    let count = 0;
    while (this.#characters > this.#most) {
      const dropped = this.#lines[count];
      if (dropped === undefined) break;
      this.#characters -= dropped.characters;
      this.#droppedAtMs = dropped.line.atMs;
      count += 1;
    }
    this.#lines.splice(0, count);
  }
}

function isLine(line: unknown): line is LogLine {
  if (typeof line !== 'object' || line === null) return false;
  const { atMs, level, message } = line as Partial<LogLine>;
  return Number.isFinite(atMs) && LEVELS.includes(level) && typeof message === 'string';
}
