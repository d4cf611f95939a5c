import type { JsonValue } from '@millrace/machine';

/** An object with another value for a member; without the member for no value. The others stay as they are. */
export function withMember<Whole extends object>(whole: Whole, name: string, value: JsonValue | undefined): Whole {
  const members = Object.entries(whole).filter(([key]) => key !== name || value !== undefined);
  const changed = members.map(([key, old]) => [key, key === name ? value : (old as unknown)]);
  const isNew = value !== undefined && !Object.hasOwn(whole, name);
  return Object.fromEntries(isNew ? [...changed, [name, value]] : changed) as Whole;
}

/** The members that a form does not show, so that it can name them. */
export function membersBeside(whole: object, shown: readonly string[]): readonly string[] {
  return Object.keys(whole).filter((name) => !shown.includes(name));
}
