import { NumberInput, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { type FieldSpec, optionsOf } from '../../model/schema.ts';
import { JsonField } from './json-field.tsx';
import { KeyValueRows } from './key-value-rows.tsx';

export interface ControlProps {
  readonly id: string;
  readonly spec: FieldSpec;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  readonly isInvalid: boolean;
  readonly describedBy: string;
}

const MOST_SEGMENTS = 4;
const asText = (value: JsonValue | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

function TextControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const Input = spec.control === 'longText' ? Textarea : TextInput;
  return (
    <Input
      id={id}
      value={asText(value)}
      placeholder={spec.placeholder}
      error={isInvalid}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
}

function NumberControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  return (
    <NumberInput
      id={id}
      value={typeof value === 'number' ? value : ''}
      placeholder={spec.placeholder}
      error={isInvalid}
      aria-describedby={describedBy}
      allowDecimal={spec.schema['type'] !== 'integer'}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}

function ChoiceControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const options = optionsOf(spec.schema);
  const chosen = typeof value === 'string' ? value : String(spec.schema['default'] ?? '');
  if (options.length <= MOST_SEGMENTS)
    return (
      <SegmentedControl data={[...options]} value={chosen} onChange={onChange} aria-label={spec.title} fullWidth />
    );
  return (
    <Select
      id={id}
      data={[...options]}
      value={chosen}
      error={isInvalid}
      aria-describedby={describedBy}
      allowDeselect={false}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

function SwitchControl({ id, spec, value, onChange, describedBy }: ControlProps): ReactElement {
  const { t } = useTranslation('designer');
  const isOn = typeof value === 'boolean' ? value : spec.schema['default'] === true;
  return (
    <Switch
      id={id}
      checked={isOn}
      aria-describedby={describedBy}
      label={t(isOn ? 'form.on' : 'form.off')}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

const CONTROLS = {
  text: TextControl,
  longText: TextControl,
  number: NumberControl,
  choice: ChoiceControl,
  switch: SwitchControl,
  keyValue: ({ spec, value, onChange }: ControlProps) => (
    <KeyValueRows title={spec.title} value={(value ?? {}) as JsonObject} onChange={onChange} />
  ),
  json: ({ spec, value, onChange }: ControlProps) => <JsonField label={spec.title} value={value} onChange={onChange} />,
};

/** The control of a fixed value, by its schema. */
export function FixedControl(props: ControlProps): ReactElement {
  const Control = CONTROLS[props.spec.control];
  return <Control {...props} />;
}
