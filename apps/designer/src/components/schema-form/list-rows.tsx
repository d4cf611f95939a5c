import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { isList, isObject } from '../../lib/json.ts';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { useItemList } from './item-list.ts';
import { MoveHandle, RemoveItem } from './item-tools.tsx';
import { LazyJsonField } from './lazy-json-field.tsx';
import { fieldOf } from './model/schema.ts';
import { FIELD_WORDS } from './words.ts';

/** Texts, numbers or truths, one in each row, in an order that a person may change. */
export function ListRows({ spec, value, onChange, path, ItemField }: ControlProps): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const list = useItemList(isList(value) ? value : [], onChange);
  if (ItemField === undefined) return <LazyJsonField label={spec.title} value={value} onChange={onChange} />;
  const items = isObject(spec.schema.items) ? spec.schema.items : {};
  return (
    <div className={styles.rows} role="group" aria-label={spec.title}>
      {list.rows.map(({ key, item }, index) => {
        const name = t('list.item', { field: spec.title, number: index + 1 });
        return (
          <div key={key} className={styles.listRow}>
            <MoveHandle list={list} index={index} name={name} />
            <ItemField
              isBare
              spec={fieldOf(String(index), { ...items, title: name, description: '' }, false)}
              // Whoever empties a row leaves a text behind, which a field of a number could not show.
              value={item === '' ? undefined : item}
              path={`${path}/${index}`}
              onChange={(next) => list.set(index, next)}
            />
            <RemoveItem list={list} index={index} />
          </div>
        );
      })}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        disabled={list.rows.at(-1)?.item === undefined && list.rows.length > 0}
        onClick={list.add}
      >
        {t('list.add', { field: spec.title })}
      </Button>
    </div>
  );
}
