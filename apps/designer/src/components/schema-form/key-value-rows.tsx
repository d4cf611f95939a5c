import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { JsonObject, JsonValue } from '@millrace/machine';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ComponentType, type ReactElement, use } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { asText, isObject, pointerPart } from '../../lib/json.ts';
import { fieldOf } from './model/schema.ts';
import { NameInput } from './name-input.tsx';
import type { FieldProps } from './schema-form.tsx';
import { EXPRESSION_LIST_ID, TakesExpressions } from './takes-expressions.ts';
import { useTypedRows } from './use-typed-rows.ts';
import styles from './form.module.css';
import { FIELD_WORDS } from './words.ts';

interface Props {
  readonly title: string;
  readonly value: JsonObject;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** Says what the values are, in its `additionalProperties`. */
  readonly schema?: JsonObject;
  readonly path?: string;
  /** Draws a value; without it a value is a text, which may be an expression between `{%` and `%}`. */
  readonly ItemField?: ComponentType<FieldProps>;
}
type Row = readonly [key: string, value: JsonValue];

const asObject = (rows: readonly Row[]): JsonObject => Object.fromEntries(rows.filter(([key]) => key !== ''));

/** Names and values. Rows without a name are not stored yet. */
export function KeyValueRows({ title, value, onChange, schema = {}, path = '', ItemField }: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const { rows, keep } = useTypedRows<Row>(value, () => Object.entries(value));
  const set = (next: readonly Row[]): void => {
    const object = asObject(next);
    keep(next, object);
    onChange(Object.keys(object).length === 0 ? undefined : object);
  };
  const replace = (index: number, row: Row): void => set(rows.with(index, row));
  const { additionalProperties: ofValues } = schema;
  return (
    <div className={styles.rows} role="group" aria-label={title}>
      {rows.map(([key, item], index) => {
        const label = t('form.rowValue', { field: title, number: index + 1 });
        return (
          <div key={index} className={styles.row}>
            <NameInput
              aria-label={t('form.rowName', { field: title, number: index + 1 })}
              name={key}
              placeholder={t('form.name')}
              problemOf={(name) => (isTaken(rows, index, name) ? t('rows.taken', { name }) : undefined)}
              onStore={(name) => replace(index, [name, item])}
            />
            {ItemField === undefined ? (
              <PlainValue label={label} item={item} onChange={(next) => replace(index, [key, next])} />
            ) : (
              <ItemField
                isBare
                spec={fieldOf(key, { ...valueSchema(ofValues), title: label, description: '' }, false)}
                value={item === '' ? undefined : item}
                path={`${path}/${pointerPart(key)}`}
                onChange={(next) => replace(index, [key, next ?? ''])}
              />
            )}
            <ActionIcon
              aria-label={t('form.removeRow', { name: key })}
              onClick={() => set(rows.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        );
      })}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() => keep([...rows, ['', '']], asObject(rows))}
      >
        {t('form.addRow', { field: title })}
      </Button>
    </div>
  );
}

/** What values may be. Where texts will do among other things, a text is typed. */
function valueSchema(schema: JsonValue | undefined): JsonObject {
  if (!isObject(schema)) return { type: 'string' };
  const { anyOf, oneOf, type } = schema;
  return type === undefined && (anyOf !== undefined || oneOf !== undefined || Object.keys(schema).length === 0)
    ? { type: 'string' }
    : schema;
}

interface PlainValueProps {
  readonly label: string;
  readonly item: JsonValue;
  readonly onChange: (item: JsonValue) => void;
}

function PlainValue({ label, item, onChange }: PlainValueProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const takesExpressions = use(TakesExpressions);
  return (
    <TextInput
      aria-label={label}
      value={asText(item)}
      title={asText(item)}
      placeholder={t(takesExpressions ? 'form.value' : 'form.plainValue')}
      list={EXPRESSION_LIST_ID}
      classNames={{ input: styles.code ?? '' }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const isTaken = (rows: readonly Row[], index: number, name: string): boolean =>
  name !== '' && rows.some(([other], at) => at !== index && other === name);
