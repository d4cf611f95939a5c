import { TextInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { NumberField } from '../../../components/number-field.tsx';
import styles from '../workflow-settings.module.css';

/** A part of the settings under its heading. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className={styles.card} aria-label={title}>
      <h2>{title}</h2>
      <div className={styles.fields}>{children}</div>
    </section>
  );
}

interface FieldProps<Value> {
  readonly label: string;
  readonly help?: string | undefined;
  readonly value: Value;
  readonly error: string | undefined;
  readonly onChange: (value: Value) => void;
}

interface CountProps extends FieldProps<number | undefined> {
  readonly min?: number;
  /** What holds while it is empty. */
  readonly placeholder?: string;
}

/** A whole number, or none. */
export function CountField({ label, help, value, error, onChange, min = 1, placeholder }: CountProps): ReactElement {
  return (
    <NumberField
      {...{ label, min, placeholder, error, value, onChange }}
      description={help}
      allowDecimal={false}
      clampBehavior="none"
    />
  );
}

/** An expression over the event. */
export function ExpressionField({ label, help, value, error, onChange }: FieldProps<string>): ReactElement {
  return (
    <TextInput
      {...{ label, value, error }}
      description={help}
      classNames={{ input: styles.expression ?? '' }}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
