// Text columns refuse U+0000 and lone surrogates, and the engine's texts may hold both.

/** A text as people may read it: what cannot be kept is shown as its symbol. */
export function storable(text: string): string;
export function storable(text: string | undefined): string | undefined;
export function storable(text: string | undefined): string | undefined {
  return text?.replaceAll('\u0000', '\u2400').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Begins four hexadecimal digits, which stand for one code unit. */
const MARK = '\u0001';

/** A path as it is kept: `readablePath` gives back the same. */
export function storablePath(path: string): string {
  return path.replace(/\p{Control}|\p{Surrogate}/gu, (unit) => MARK + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

export function readablePath(kept: string): string {
  if (!kept.includes(MARK)) return kept;
  return kept
    .split(MARK)
    .map((part, index) =>
      index === 0 ? part : String.fromCharCode(Number.parseInt(part.slice(0, 4), 16)) + part.slice(4),
    )
    .join('');
}
