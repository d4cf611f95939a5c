import { NumberInput, type NumberInputProps } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTypedNumber } from '../hooks/use-typed-number.ts';

interface Props extends Omit<NumberInputProps, 'value' | 'defaultValue' | 'onChange' | 'onBlur'> {
  readonly value: number | undefined;
  /** Told the number that is typed, and nothing while it is none. */
  readonly onChange: (value: number | undefined) => void;
}

/** A field of a number, which keeps what is typed until that is one. */
export function NumberField({ value, onChange, ...field }: Props): ReactElement {
  return <NumberInput {...field} {...useTypedNumber(value, onChange)} />;
}
