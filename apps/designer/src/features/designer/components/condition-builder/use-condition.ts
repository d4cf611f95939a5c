import { useMemo, useState } from 'react';
import type { Condition } from '../../model/condition.ts';
import { finishedText, rowsOf } from '../../model/condition-draft.ts';

interface Built {
  /** Undefined when the text is not made of rows. */
  readonly condition: Condition | undefined;
  /** Some row is not finished, so the text does not say what the rows do. */
  readonly isUnfinished: boolean;
  readonly change: (condition: Condition) => void;
}

/** A text as rows. What somebody has begun stays here until it can be written. */
export function useCondition(source: string, onChange: (source: string) => void): Built {
  const [draft, setDraft] = useState<{ readonly source: string; readonly condition: Condition }>();
  const read = useMemo(() => rowsOf(source), [source]);
  // Text that was changed elsewhere counts more than what was begun here.
  const condition = draft?.source === source ? draft.condition : read;
  return {
    condition,
    isUnfinished: condition !== undefined && finishedText(condition) === undefined,
    change: (next) => {
      const text = finishedText(next);
      setDraft({ source: text ?? source, condition: next });
      if (text !== undefined && text !== source) onChange(text);
    },
  };
}
