import type { JsonObject } from '@millrace/machine';
import { IconChevronDown, IconChevronRight, IconHelpCircle } from '@tabler/icons-react';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { fieldsOf } from '../../../../components/schema-form/model/schema.ts';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import type { ListedAction } from '../../../../lib/contract.ts';
import { dataTypeOf, memberNames, memberOf, shapeOf, titleOf } from '../../model/data-shape.ts';
import styles from './action-help.module.css';

interface Props {
  readonly action: ListedAction;
}

/** What an action does, takes and gives: its docs, without leaving the page. */
export function ActionHelp({ action }: Props): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <button
        type="button"
        className={styles.toggle}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Chevron size={14} aria-hidden="true" />
        <IconHelpCircle size={16} stroke={1.75} aria-hidden="true" />
        {t(isOpen ? 'help.close' : 'help.open')}
      </button>
      {isOpen && (
        <section id={id} className={styles.help} aria-label={t('help.title', { action: action.title })}>
          <p>{action.description}</p>
          <Inputs schema={(action.input ?? {}) as JsonObject} />
          <Outputs schema={(action.output ?? {}) as JsonObject} />
        </section>
      )}
    </div>
  );
}

function Inputs({ schema }: { readonly schema: JsonObject }): ReactElement | null {
  const { t } = useTranslation(FIELD_WORDS);
  const fields = fieldsOf(schema);
  if (fields.length === 0) return null;
  return (
    <>
      <h4 className={styles.title}>{t('help.inputs')}</h4>
      <dl className={styles.list}>
        {fields.map(({ name, title, help, isRequired, schema: own }) => (
          <div key={name}>
            <dt>
              <span className={styles.name}>{title}</span>
              <span className={styles.type}>
                {t(`types.${dataTypeOf(shapeOf(undefined, own))}`)}
                {isRequired && `, ${t('help.required')}`}
              </span>
            </dt>
            <dd>{help}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Outputs({ schema }: { readonly schema: JsonObject }): ReactElement | null {
  const { t } = useTranslation(FIELD_WORDS);
  const shape = shapeOf(undefined, schema);
  const names = memberNames(shape);
  if (names.length === 0) return null;
  return (
    <>
      <h4 className={styles.title}>{t('help.outputs')}</h4>
      <dl className={styles.list}>
        {names.map((name) => {
          const member = memberOf(shape, name);
          const { description } = member.schema ?? {};
          return (
            <div key={name}>
              <dt>
                <span className={styles.name}>{titleOf(member) ?? name}</span>
                <span className={styles.type}>{t(`types.${dataTypeOf(member)}`)}</span>
              </dt>
              <dd>{typeof description === 'string' ? description : ''}</dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
