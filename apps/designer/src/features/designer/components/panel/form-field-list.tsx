import { Button, Checkbox, Select, TagsInput, TextInput } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { type ItemList, useItemList } from '../../../../components/schema-form/item-list.ts';
import { MoveHandle, RemoveItem } from '../../../../components/schema-form/item-tools.tsx';
import { NameInput } from '../../../../components/schema-form/name-input.tsx';
import { useTypedRows } from '../../../../components/schema-form/use-typed-rows.ts';
import { useTranslation } from '../../../../lib/use-translation.ts';
import {
  type FieldKind,
  fieldsOfForm,
  type FormField,
  kindOf,
  NEW_FIELD,
  optionsOf,
  schemaOfForm,
  typedIn,
  withKind,
} from '../../model/form-schema.ts';
import { withMember } from '../../model/with-member.ts';
import styles from './form-field-list.module.css';
import { JsonNote } from './json-note.tsx';

interface Props {
  readonly title: string;
  readonly help: string;
  /** The form's JSON Schema. */
  readonly schema: JsonValue | undefined;
  readonly kinds: readonly FieldKind[];
  /** `typed`: the field that letters were typed in, if that is what was done. */
  readonly onChange: (schema: JsonObject | undefined, typed: number | undefined) => void;
}

/** The fields of a form, a row each. What is no list of fields is edited as JSON. */
export function FormFieldList({ title, help, schema, ...props }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const fields = fieldsOfForm(schema);
  return (
    <section className={styles.section} aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      <p className={styles.help}>{help}</p>
      {fields === undefined ? (
        <JsonNote text={t('formField.asJson')} />
      ) : (
        <Rows {...props} fields={fields} schema={schema} />
      )}
    </section>
  );
}

interface RowsProps extends Omit<Props, 'title' | 'help'> {
  readonly fields: readonly FormField[];
}

function Rows({ fields, schema, kinds, onChange }: RowsProps): ReactElement {
  const { t } = useTranslation('designer');
  const { rows, keep } = useTypedRows(schema, () => fields);
  const list = useItemList(rows, (next) => {
    const all = (next ?? []) as readonly FormField[];
    const made = schemaOfForm(schema, all);
    keep(all, made);
    onChange(made, typedIn(rows, all));
  });
  return (
    <>
      {list.rows.map(({ key, item = NEW_FIELD }, index) => (
        <Row key={key} list={list} index={index} field={item as FormField} all={rows} kinds={kinds} />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        className={styles.add ?? ''}
        leftSection={<IconPlus size={14} aria-hidden="true" />}
        disabled={list.rows.length > rows.length}
        onClick={list.add}
      >
        {t('formField.add')}
      </Button>
    </>
  );
}

interface RowProps {
  readonly list: ItemList;
  readonly index: number;
  readonly field: FormField;
  readonly all: readonly FormField[];
  readonly kinds: readonly FieldKind[];
}

function Row({ list, index, field, all, kinds }: RowProps): ReactElement {
  const { t } = useTranslation('designer');
  const { name, isRequired, schema } = field;
  const called = name === '' ? t('formField.nth', { number: index + 1 }) : name;
  const isTaken = (typed: string): boolean =>
    typed !== '' && all.some((other, at) => at !== index && other.name === typed);
  const set = (change: Partial<FormField>): void => list.set(index, { ...field, ...change });
  const { title = '' } = schema;
  return (
    <div className={styles.row} role="group" aria-label={called}>
      <div className={styles.first}>
        <MoveHandle list={list} index={index} name={called} />
        <NameInput
          aria-label={t('formField.name')}
          placeholder={t('formField.name')}
          classNames={{ input: styles.name ?? '' }}
          spellCheck={false}
          name={name}
          problemOf={(typed) => (isTaken(typed.trim()) ? t('formField.taken') : undefined)}
          onStore={(typed) => set({ name: typed.trim() })}
        />
        <KindSelect field={field} kinds={kinds} onPick={(next) => list.set(index, next)} />
        <RemoveItem list={list} index={index} />
      </div>
      <div className={styles.second}>
        <TextInput
          aria-label={t('formField.title')}
          placeholder={t('formField.title')}
          value={typeof title === 'string' ? title : ''}
          onChange={({ currentTarget: { value } }) =>
            set({ schema: withMember(schema, 'title', value === '' ? undefined : value) })
          }
        />
        <Checkbox
          label={t('formField.required')}
          checked={isRequired}
          onChange={(event) => set({ isRequired: event.currentTarget.checked })}
        />
      </div>
      {kindOf(schema) === 'choice' && (
        <TagsInput
          className={styles.options ?? ''}
          aria-label={t('formField.options')}
          placeholder={t('formField.options')}
          value={[...optionsOf(schema)]}
          // A choice among nothing is no schema.
          onChange={(options) => options.length > 0 && set({ schema: { ...schema, enum: options } })}
        />
      )}
    </div>
  );
}

interface KindProps {
  readonly field: FormField;
  readonly kinds: readonly FieldKind[];
  readonly onPick: (field: FormField) => void;
}

function KindSelect({ field, kinds, onPick }: KindProps): ReactElement {
  const { t } = useTranslation('designer');
  const kind = kindOf(field.schema);
  const offered = kinds.map((value) => ({ value: value as string, label: t(`formField.kind.${value}`) }));
  const known = kind !== undefined && kinds.includes(kind);
  return (
    <Select
      aria-label={t('formField.asks')}
      allowDeselect={false}
      data={known ? offered : [...offered, { value: '', label: t('formField.kind.other') }]}
      value={known ? kind : ''}
      onChange={(next) => {
        if (next !== null && next !== '') onPick(withKind(field, next as FieldKind, t('formField.option')));
      }}
    />
  );
}
