import { PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ConnectionField } from '../../lib/connection-fields.ts';
import { NumberField } from '../number-field.tsx';

export type FieldValue = string | number | boolean | undefined;

interface Props {
  readonly field: ConnectionField;
  readonly value: FieldValue;
  readonly error: string | undefined;
  readonly isFirst: boolean;
  readonly onChange: (value: FieldValue) => void;
}

/** One field of a way of signing in. */
export function ConnectionInput({ field, value, error, isFirst, onChange }: Props): ReactElement {
  const { title, help, placeholder, kind, options, isRequired } = field;
  const shared = {
    label: title,
    placeholder,
    error,
    required: isRequired,
    ...(help === '' ? {} : { description: help }),
    ...(isFirst ? { 'data-autofocus': true } : {}),
  };
  const text = typeof value === 'string' ? value : '';
  switch (kind) {
    case 'secret':
      // The browser's own memory of passwords is not for these.
      return (
        <PasswordInput
          {...shared}
          value={text}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return <NumberField {...shared} value={typeof value === 'number' ? value : undefined} onChange={onChange} />;
    case 'switch':
      return (
        <Switch
          label={title}
          description={help === '' ? undefined : help}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          data={[...options]}
          value={text === '' ? null : text}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...shared}
          value={text}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
