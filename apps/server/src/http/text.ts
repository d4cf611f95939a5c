import { z } from 'zod';

/** What Postgres refuses as text: U+0000, and half of a surrogate pair. */
const UNKEEPABLE = /[\0\p{Surrogate}]/u;
const COMPLAINT = 'A text cannot hold U+0000 or half of a character.';

/** Can the database keep this text? */
export function isKeepable(text: string): boolean {
  return !UNKEEPABLE.test(text);
}

/** A text of so many characters that the database can keep. */
export function keptText(min: number, max: number): z.ZodString {
  return z.string().min(min).max(max).refine(isKeepable, COMPLAINT);
}

/** A name that a person gives: blanks around it do not count. */
export function keptName(max: number): z.ZodString {
  return z.string().trim().min(1).max(max).refine(isKeepable, COMPLAINT);
}
