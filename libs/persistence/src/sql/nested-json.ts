// Rows travel to the database as one JSON text. A column that is JSON itself would be escaped in it, quote by quote, and what
// was a step's input inside a step's record three times over; nested as it is, it is neither longer nor slower.

/**
 * The rows as a JSON array. Of the columns given, which hold JSON as text, an object or array stands under `<name>_json` as it
 * is, to be read as `json`, which keeps every byte; all else under its own name, to be read as `text`.
 */
export function nestedRows<T extends object>(rows: readonly T[], columns: readonly (keyof T & string)[]): string {
  let text = '';
  for (const row of rows) text += (text === '' ? '' : ',') + nestedRow(row, columns);
  return `[${text}]`;
}

function nestedRow<T extends object>(row: T, columns: readonly (keyof T & string)[]): string {
  const rest: { -readonly [K in keyof T]?: T[K] } = { ...row };
  let nested = '';
  for (const column of columns) {
    const value: unknown = row[column];
    if (typeof value !== 'string' || !mayNest(value)) continue;
    nested += `,"${column}_json":${value}`;
    // Left out of the text.
    rest[column] = undefined;
  }
  const text = JSON.stringify(rest);
  if (nested === '') return text;
  return text === '{}' ? `{${nested.slice(1)}}` : `${text.slice(0, -1)}${nested}}`;
}

/** Postgres reads the escapes of a whole document, and refuses U+0000 and lone surrogates; a bare `null` would be none. */
function mayNest(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first === OPENING_BRACE || first === OPENING_BRACKET) && !text.includes('\\u');
}

const OPENING_BRACE = 123;
const OPENING_BRACKET = 91;
