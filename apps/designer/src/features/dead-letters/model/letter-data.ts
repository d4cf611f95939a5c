import type { DeadLetterDetail } from '../../../lib/contract.ts';

/** What came, as far as it can be shown. */
export type ShownData =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly base64: string }
  | { readonly kind: 'leftOut'; readonly bytes: number }
  | { readonly kind: 'gone' };

export function shownData({
  text,
  base64,
  isGone,
  leftOut,
}: Pick<DeadLetterDetail, 'text' | 'base64' | 'isGone' | 'leftOut'>): ShownData {
  if (leftOut?.body !== undefined) return { kind: 'leftOut', bytes: leftOut.body };
  if (base64 !== undefined) return { kind: 'bytes', base64 };
  if (text === undefined || isGone) return { kind: 'gone' };
  const read = readJson(text);
  return 'value' in read ? { kind: 'json', value: read.value } : { kind: 'text', text };
}

/** What an edit begins with: the last one, else what came, laid out. */
export function firstDraft(letter: DeadLetterDetail): string {
  if (letter.edited !== undefined) return JSON.stringify(letter.edited, null, 2);
  const shown = shownData(letter);
  if (shown.kind === 'json') return JSON.stringify(shown.value, null, 2);
  return shown.kind === 'text' ? shown.text : '';
}

/** A text as JSON, or what is wrong with it. */
export function readJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (cause) {
    return { fault: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Whether it says another thing than what came. */
export function isEdit(letter: DeadLetterDetail, value: unknown): boolean {
  const shown = shownData(letter);
  return shown.kind !== 'json' || JSON.stringify(shown.value) !== JSON.stringify(value);
}
