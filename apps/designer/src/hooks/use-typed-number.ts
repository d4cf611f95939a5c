import { useState } from 'react';

type Raw = number | string;

interface Typed {
  /** As the field has it: `1.` and `1.0` are on their way to another number. */
  readonly raw: Raw;
  readonly told: number | undefined;
  /** What may be shown before that is: where it began, and what was told on the way. */
  readonly expected: readonly (number | undefined)[];
}

interface TypedNumber {
  readonly value: Raw;
  readonly onChange: (raw: Raw) => void;
  readonly onBlur: () => void;
}

/** What a field of a number shows: what is typed, as long as the value is the number that it says. Only numbers are told. */
export function useTypedNumber(value: number | undefined, onNumber: (value: number | undefined) => void): TypedNumber {
  const [typed, setTyped] = useState<Typed>();
  const shown = typed?.expected.includes(value) === true ? typed : undefined;
  if (typed !== undefined && shown === undefined) setTyped(undefined);
  // It has arrived: from now on another number comes from elsewhere, be it the one before.
  if (shown !== undefined && shown.told === value && shown.expected.length > 1)
    setTyped({ ...shown, expected: [value] });
  return {
    value: shown?.raw ?? value ?? '',
    onChange: (raw) => {
      const told = numberOf(raw);
      setTyped({ raw, told, expected: [...(shown?.expected ?? [value]), told] });
      if (told !== (shown === undefined ? value : shown.told)) onNumber(told);
    },
    onBlur: () => setTyped(undefined),
  };
}

function numberOf(raw: Raw): number | undefined {
  const number = raw === '' ? Number.NaN : Number(raw);
  return Number.isFinite(number) ? number : undefined;
}
