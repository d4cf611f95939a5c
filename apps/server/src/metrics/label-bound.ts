/** The value of a label for whatever is beyond the bound. */
const OTHER = 'other';

/** Keeps a label from having any number of values: the first ones stay, and all later ones are `other`. */
export class LabelBound {
  readonly #known = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  bound(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#most) return OTHER;
    this.#known.add(value);
    return value;
  }
}
