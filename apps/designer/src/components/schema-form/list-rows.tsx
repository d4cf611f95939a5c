import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asText, isObject } from '../../lib/json.ts';
import { EXPRESSION_LIST_ID } from './takes-expressions.ts';
import type { ControlProps } from './fixed-control.tsx';
import styles from './form.module.css';
import { FIELD_WORDS } from './words.ts';

/** The item that a text stands for; one of another type than the schema's stays text, and the check names it. */
function itemOf(text: string, type: JsonValue | undefined): JsonValue {
  if (type === 'number' || type === 'integer') {
    const number = Number(text);
    return text.trim() === '' || Number.isNaN(number) ? text : number;
  }
  return type === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text;
}

/** Texts or numbers, one in each row. */
export function ListRows({ spec, value, onChange }: ControlProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const items: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const type = isObject(spec.schema.items) ? spec.schema.items.type : undefined;
  // An empty row is no item yet.
  const [hasEmptyRow, setEmptyRow] = useState(false);
  const set = (next: readonly JsonValue[]): void => onChange(next.length === 0 ? undefined : next);
  const rows = hasEmptyRow ? [...items, ''] : items;
  const typeInto = (index: number, text: string): void => {
    if (index === items.length) setEmptyRow(false);
    set(index === items.length ? [...items, itemOf(text, type)] : items.with(index, itemOf(text, type)));
  };
  const remove = (index: number): void => {
    if (index === items.length) setEmptyRow(false);
    else set(items.toSpliced(index, 1));
  };
  return (
    <div className={styles.rows} role="group" aria-label={spec.title}>
      {rows.map((item, index) => (
        <div key={index} className={styles.listRow}>
          <TextInput
            aria-label={t('list.item', { field: spec.title, number: index + 1 })}
            value={asText(item)}
            list={EXPRESSION_LIST_ID}
            onChange={(event) => typeInto(index, event.currentTarget.value)}
          />
          <ActionIcon aria-label={t('list.remove', { number: index + 1 })} onClick={() => remove(index)}>
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        disabled={hasEmptyRow}
        onClick={() => setEmptyRow(true)}
      >
        {t('list.add', { field: spec.title })}
      </Button>
    </div>
  );
}
