import { MultiSelect, NumberInput, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isObject, isSame } from '../../lib/json.ts';
import { canShow, type FieldSpec, optionsOf, variantsOf } from './model/schema.ts';
import styles from './form.module.css';
import { LazyJsonField } from './lazy-json-field.tsx';
import { KeyValueRows } from './key-value-rows.tsx';
import { OptionListControl } from './option-list-control.tsx';
import { OptionsControl } from './options-control.tsx';
import { ListRows } from './list-rows.tsx';
import { SubSchemaControl } from './sub-schema-control.tsx';
import { FIELD_WORDS } from './words.ts';

/** Draws the members of an object. */
export type NestedForm = (props: {
  readonly schema: JsonObject;
  readonly value: JsonObject;
  readonly path: string;
  readonly onChange: (value: JsonObject) => void;
}) => ReactElement;

export interface ControlProps {
  readonly id: string;
  readonly spec: FieldSpec;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  readonly isInvalid: boolean;
  readonly describedBy: string | undefined;
  readonly path: string;
  readonly nestedForm?: NestedForm;
}

const MOST_SEGMENTS = 4;
const NONE = '';

function TextControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const shared = {
    id,
    value: typeof value === 'string' ? value : '',
    placeholder: spec.placeholder,
    error: isInvalid,
    'aria-describedby': describedBy,
    'aria-required': spec.isRequired,
  };
  const set = (text: string): void => onChange(text === '' ? undefined : text);
  if (spec.control === 'longText')
    return (
      <Textarea {...shared} autosize minRows={2} maxRows={8} onChange={(event) => set(event.currentTarget.value)} />
    );
  return <TextInput {...shared} onChange={(event) => set(event.currentTarget.value)} />;
}

function NumberControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  return (
    <NumberInput
      id={id}
      value={typeof value === 'number' ? value : ''}
      placeholder={spec.placeholder}
      error={isInvalid}
      aria-describedby={describedBy}
      aria-required={spec.isRequired}
      allowDecimal={spec.schema.type !== 'integer'}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}

function ChoiceControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const options = optionsOf(spec.schema);
  const labels = options.map(({ label }) => label);
  const shown = value ?? spec.schema.default;
  const chosen = options.find((option) => isSame(option.value, shown))?.label;
  const set = (label: string | null): void => onChange(options.find((option) => option.label === label)?.value);
  if (options.length <= MOST_SEGMENTS)
    return (
      <SegmentedControl
        data={labels}
        value={chosen ?? NONE}
        onChange={set}
        aria-label={spec.title}
        aria-describedby={describedBy}
        fullWidth
      />
    );
  return (
    <Select
      id={id}
      data={labels}
      value={chosen ?? null}
      error={isInvalid}
      aria-describedby={describedBy}
      allowDeselect={!spec.isRequired}
      onChange={set}
    />
  );
}

function ChoicesControl({ id, spec, value, onChange, isInvalid, describedBy }: ControlProps): ReactElement {
  const items = spec.schema.items;
  const options = optionsOf(isObject(items) ? items : {});
  const chosen: readonly JsonValue[] = Array.isArray(value) ? value : [];
  return (
    <MultiSelect
      id={id}
      data={options.map(({ label }) => label)}
      value={options.filter((option) => chosen.some((one) => isSame(one, option.value))).map(({ label }) => label)}
      error={isInvalid}
      aria-describedby={describedBy}
      onChange={(labels) => {
        const next = options.filter(({ label }) => labels.includes(label)).map((option) => option.value);
        onChange(next.length === 0 ? undefined : next);
      }}
    />
  );
}

function SwitchControl({ id, spec, value, onChange, describedBy }: ControlProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const isOn = typeof value === 'boolean' ? value : spec.schema.default === true;
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

const emptyIsNone = (value: JsonObject): JsonValue | undefined => (Object.keys(value).length === 0 ? undefined : value);

function GroupControl(props: ControlProps): ReactElement {
  const { spec, value, onChange, path, nestedForm } = props;
  if (nestedForm === undefined) return <JsonControl {...props} />;
  return (
    <div className={styles.group} role="group" aria-label={spec.title}>
      {nestedForm({
        schema: spec.schema,
        value: isObject(value) ? value : {},
        path,
        onChange: (next) => onChange(emptyIsNone(next)),
      })}
    </div>
  );
}

function VariantsControl(props: ControlProps): ReactElement {
  const { id, spec, value, onChange, path, nestedForm } = props;
  const { t } = useTranslation(FIELD_WORDS);
  if (nestedForm === undefined) return <JsonControl {...props} />;
  const variants = variantsOf(spec.schema);
  const held = isObject(value) ? value : {};
  const chosen = variants.find(({ member, constant }) => held[member] === constant);
  const choose = (title: string | null): void => {
    const next = variants.find((variant) => variant.title === title);
    if (next === undefined) {
      onChange(undefined);
      return;
    }
    // Members that the other shape has too are kept.
    const shared = isObject(next.schema.properties) ? next.schema.properties : {};
    const kept = Object.entries(held).filter(([name]) => name in shared);
    onChange({ [next.member]: next.constant, ...Object.fromEntries(kept) });
  };
  return (
    <div className={styles.group} role="group" aria-label={spec.title}>
      <Select
        id={id}
        aria-label={t('variant.kind', { field: spec.title })}
        data={variants.map(({ title }) => title)}
        value={chosen?.title ?? null}
        placeholder={t('variant.none')}
        clearable={!spec.isRequired}
        allowDeselect={false}
        onChange={choose}
      />
      {chosen !== undefined &&
        nestedForm({
          schema: chosen.schema,
          value: held,
          path,
          onChange: (next) => onChange({ ...next, [chosen.member]: chosen.constant }),
        })}
    </div>
  );
}

function JsonControl({ spec, value, onChange }: ControlProps): ReactElement {
  return <LazyJsonField label={spec.title} value={value} onChange={onChange} />;
}

/** What takes a value that nobody offers choices for. */
function fallbackOf({ type }: JsonObject): (props: ControlProps) => ReactElement {
  if (type === undefined) return JsonControl;
  return type === 'string' ? TextControl : NumberControl;
}

const CONTROLS: Readonly<Record<FieldSpec['control'], (props: ControlProps) => ReactElement>> = {
  text: TextControl,
  longText: TextControl,
  number: NumberControl,
  choice: ChoiceControl,
  choices: ChoicesControl,
  switch: SwitchControl,
  list: ListRows,
  group: GroupControl,
  variants: VariantsControl,
  keyValue: ({ spec, value, onChange }) => (
    <KeyValueRows title={spec.title} value={isObject(value) ? value : {}} onChange={onChange} />
  ),
  options: (props) => <OptionsControl {...props} fallback={fallbackOf(props.spec.schema)} />,
  optionList: (props) => <OptionListControl {...props} fallback={JsonControl} />,
  subSchema: (props) => <SubSchemaControl {...props} Inner={FixedControl} />,
  json: JsonControl,
};

/** The control of a fixed value, by its schema; JSON for a value that the control could not show. */
export function FixedControl(props: ControlProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const Control = CONTROLS[props.spec.control];
  if (canShow(props.spec, props.value)) return <Control {...props} />;
  return (
    <>
      <JsonControl {...props} />
      <p className={styles.help}>{t('broken')}</p>
    </>
  );
}
