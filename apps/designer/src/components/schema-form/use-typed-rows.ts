import type { JsonValue } from '@millrace/machine';
import { useState } from 'react';

/** Rows as they were typed, over the value that is made of them. */
export interface TypedRows<Row> {
  readonly rows: readonly Row[];
  /** Shows rows, and remembers what was made of them. */
  readonly keep: (rows: readonly Row[], made: JsonValue | undefined) => void;
}

/**
 * The rows as they were typed: one without a name is in no value, and a draft is drawn some time after it was changed. They are
 * shown until a value is drawn that did not come of them: by undo, or from somebody else.
 */
export function useTypedRows<Row>(value: JsonValue | undefined, rowsOf: () => readonly Row[]): TypedRows<Row> {
  const drawn = JSON.stringify(value) as string | undefined;
  const [typed, setTyped] = useState<{
    readonly rows: readonly Row[];
    readonly awaited: readonly (string | undefined)[];
  }>(() => ({ rows: rowsOf(), awaited: [drawn] }));
  const at = typed.awaited.lastIndexOf(drawn);
  // What was drawn before comes back by undo alone.
  if (at > 0) setTyped({ ...typed, awaited: typed.awaited.slice(at) });
  return {
    rows: at === -1 ? rowsOf() : typed.rows,
    keep: (rows, made) =>
      setTyped({ rows, awaited: [...(at === -1 ? [drawn] : typed.awaited.slice(at)), JSON.stringify(made)] }),
  };
}
