import type { JsonValue } from '@millrace/machine';
import { useState } from 'react';
import { changeMode, type FieldMode, losesValue, modeOf } from '../../model/field-mode.ts';

/** How a field's value is given, and how that changes. */
export interface FieldModeState {
  readonly mode: FieldMode;
  /** The mode that would drop what somebody wrote. */
  readonly asked: FieldMode | undefined;
  readonly setMode: (mode: FieldMode) => void;
  readonly answer: (isYes: boolean) => void;
  /** Remembers the mode although nothing is written in it. */
  readonly stay: (mode: FieldMode) => void;
}

/** The mode of a value. One that is not there has the mode that was chosen for it. */
export function useFieldMode(
  value: JsonValue | undefined,
  onChange: (value: JsonValue | undefined) => void,
): FieldModeState {
  const [wanted, want] = useState<FieldMode>('fixed');
  const [asked, ask] = useState<FieldMode>();
  const change = (mode: FieldMode): void => {
    want(mode);
    if (value !== undefined) onChange(changeMode(value, mode));
  };
  return {
    mode: value === undefined ? wanted : modeOf(value),
    asked,
    setMode: (mode) => {
      if (losesValue(value, mode)) ask(mode);
      else change(mode);
    },
    answer: (isYes) => {
      ask(undefined);
      if (isYes && asked !== undefined) change(asked);
    },
    stay: want,
  };
}
