/** An action of which somebody says whether it only reads. */
export interface ReadableAction {
  readonly name: string;
  readonly title: string;
  /** The piece says so itself. */
  readonly claimsToRead?: boolean;
}

/** Says it of one, or takes it back. */
export function toggleRead(reads: readonly string[], name: string): readonly string[] {
  return reads.includes(name) ? reads.filter((other) => other !== name) : [...reads, name];
}

/** The actions whose name or title holds every word of the search. */
export function findActions<Action extends ReadableAction>(
  actions: readonly Action[],
  text: string,
): readonly Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return actions.filter(({ name, title }) => {
    const own = `${name} ${title}`.toLowerCase();
    return words.every((word) => own.includes(word));
  });
}

/** What was said of another version, of those that this one still has. */
export function stillReads(actions: readonly ReadableAction[], before: readonly string[]): readonly string[] {
  return before.filter((name) => actions.some((action) => action.name === name));
}

/** Whether two say the same, in whatever order. */
export function saysTheSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}
