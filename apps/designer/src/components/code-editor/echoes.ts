/** More than somebody types while a page is drawn once. */
const MOST = 50;

/** What an editor has told of its text, until it comes back as its value. */
export class Echoes {
  #told: readonly string[] = [];

  tell(text: string): void {
    this.#told = [...this.#told.slice(1 - MOST), text];
  }

  /**
   * Whether a value is nothing but what was told, spaces at its ends apart: it may come back late, and must not take away what was
   * typed since. Any other value is somebody else's.
   */
  isEcho(value: string): boolean {
    const at = this.#told.findLastIndex((text) => text.trim() === value.trim());
    this.#told = at === -1 ? [] : this.#told.slice(at + 1);
    return at !== -1;
  }
}
