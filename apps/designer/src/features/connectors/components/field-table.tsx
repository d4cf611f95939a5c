import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../connector-page.module.css';
import { fieldsOf } from '../model/schema-fields.ts';

interface Props {
  readonly label: string;
  readonly schema: Readonly<Record<string, unknown>>;
  /** What is said when it has no members. */
  readonly empty: string;
  readonly withRequired?: boolean;
}

/** The members of a schema as a table. */
export function FieldTable({ label, schema, empty, withRequired = false }: Props): ReactElement {
  const { t } = useTranslation('catalogue');
  const fields = fieldsOf(schema);
  if (fields.length === 0) return <p className={styles.quiet}>{empty}</p>;
  return (
    <table className={styles.fields} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('field.name')}</th>
          <th scope="col">{t('field.type')}</th>
          <th scope="col">{t('field.meaning')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ path, type, required, description, usual, depth }) => (
          <tr key={path}>
            <th scope="row" style={{ paddingInlineStart: depth * 12 }}>
              <code>{path}</code>
              {withRequired && (
                <span data-required={required}>{t(required ? 'field.required' : 'field.optional')}</span>
              )}
            </th>
            <td className={styles.type}>{type}</td>
            <td>
              {description}
              {usual !== undefined && (
                <span className={styles.usual}>
                  {' '}
                  {t('field.usual')} <code>{usual}</code>
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
