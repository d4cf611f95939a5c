import { Button } from '@mantine/core';
import type { JsonValue } from '@millrace/machine';
import { IconPlus } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { asText, isList, isObject } from '../../lib/json.ts';
import type { ControlProps } from './control-props.ts';
import styles from './form.module.css';
import { useItemList } from './item-list.ts';
import { MoveHandle, RemoveItem } from './item-tools.tsx';
import { LazyJsonField } from './lazy-json-field.tsx';
import { fieldsOf } from './model/schema.ts';
import { FIELD_WORDS } from './words.ts';

/** A page must not hold thousands of forms. */
const MOST_AT_FIRST = 20;

/** Objects, each a card with its fields. */
export function CardList(props: ControlProps): ReactElement {
  const { spec, value, onChange, path, nestedForm } = props;
  const { t } = useTranslation(FIELD_WORDS);
  const list = useItemList(isList(value) ? value : [], onChange);
  const [most, setMost] = useState(MOST_AT_FIRST);
  if (nestedForm === undefined) return <LazyJsonField label={spec.title} value={value} onChange={onChange} />;
  const schema = isObject(spec.schema.items) ? spec.schema.items : {};
  const [first] = fieldsOf(schema);
  const hidden = list.rows.length - most;
  return (
    <div className={styles.cards} role="group" aria-label={spec.title}>
      {list.rows.slice(0, most).map(({ key, item }, index) => {
        const name = t('list.item', { field: spec.title, number: index + 1 });
        return (
          <section key={key} className={styles.card} aria-label={name}>
            <header className={styles.cardHead}>
              <MoveHandle list={list} index={index} name={name} />
              <span className={styles.cardTitle}>{titleOf(item, first?.name) ?? name}</span>
              <RemoveItem list={list} index={index} />
            </header>
            {item === undefined || isObject(item) ? (
              nestedForm({
                schema,
                value: item ?? {},
                path: `${path}/${index}`,
                onChange: (next) => list.set(index, next),
              })
            ) : (
              <LazyJsonField label={name} value={item} onChange={(next) => list.set(index, next)} />
            )}
          </section>
        );
      })}
      {hidden > 0 && (
        <button type="button" className={styles.more} onClick={() => setMost(most + MOST_AT_FIRST)}>
          {t('list.more', { count: hidden })}
        </button>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() => list.set(list.rows.length, {})}
      >
        {t('list.add', { field: spec.title })}
      </Button>
    </div>
  );
}

const MOST_CHARACTERS = 40;

/** The first field of an item says which one it is. */
function titleOf(item: JsonValue | undefined, name: string | undefined): string | undefined {
  const value = isObject(item) && name !== undefined ? item[name] : undefined;
  return value === undefined || typeof value === 'object' ? undefined : asText(value).slice(0, MOST_CHARACTERS);
}
