import type { ReactElement } from 'react';
import { FIELD_KINDS } from '../../model/form-schema.ts';
import { answerOf, setAnswer } from '../../model/commands/step-settings.ts';
import { useWorkbench } from '../workbench-context.ts';
import { FormFieldList } from './form-field-list.tsx';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { CopyButton } from '../../../../components/id.tsx';
import styles from './panel.module.css';

const ADDRESS = 'POST /api/v1/tokens/{token}';
const TOKEN = '{% $states.context.Task.Token %}';

/** The form of a task holds no files. */
const KINDS = FIELD_KINDS.filter((kind) => kind !== 'file');

/** What answers a step that waits for its token. */
export function TokenNote({ step }: { readonly step: string }): ReactElement {
  const { t } = useTranslation('designer');
  const { document, draft } = useWorkbench();
  return (
    <section className={styles.stack}>
      <h3 className={styles.section}>{t('token.title')}</h3>
      <p className={styles.text}>{t('token.text')}</p>
      {[
        { id: 'answer', code: ADDRESS },
        { id: 'token', code: TOKEN },
      ].map(({ id, code }) => (
        <div key={id}>
          <span className={styles.label}>{t(`token.${id}`)}</span>
          <span className={styles.url}>
            <code>{code}</code>
            <CopyButton text={code} label={t(`token.copy.${id}`)} />
          </span>
        </div>
      ))}
      <p className={styles.help}>{t('token.bodies')}</p>
      <p className={styles.help}>{t('token.form')}</p>
      <FormFieldList
        key={step}
        title={t('token.fields')}
        help={t('token.fieldsHelp')}
        schema={answerOf(document, step)}
        kinds={KINDS}
        onChange={(schema, typed) =>
          draft.changeDrawn(setAnswer(document, step, schema), {
            ...{ name: 'change', step },
            ...(typed === undefined ? {} : { key: `${step}/answers/${typed}` }),
          })
        }
      />
    </section>
  );
}
