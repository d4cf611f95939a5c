import type { JsonValue } from '@millrace/machine';

/**
 * Values as JSON. What a state hands on is the next one's input, and the last one's output the run's: the same value is made
 * text once.
 */
export class PayloadTexts {
  #newest: JsonValue | undefined;
  #newestText = '';
  #older: JsonValue | undefined;
  #olderText = '';

  /** `known`: a value whose text somebody has made already. */
  constructor(known?: { readonly value: JsonValue; readonly text: string }) {
    if (known !== undefined) this.#note(known.value, known.text);
  }

  of(value: JsonValue): string {
    if (value === this.#newest) return this.#newestText;
    if (value === this.#older) return this.#olderText;
    const text = JSON.stringify(value);
    this.#note(value, text);
    return text;
  }

  #note(value: JsonValue, text: string): void {
    // Others are made text as fast as they are compared.
    if (typeof value !== 'object' || value === null) return;
    this.#older = this.#newest;
    this.#olderText = this.#newestText;
    this.#newest = value;
    this.#newestText = text;
  }
}
