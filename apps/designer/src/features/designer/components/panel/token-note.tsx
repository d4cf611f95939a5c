import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../../components/id.tsx';
import styles from './panel.module.css';

const ADDRESS = 'POST /api/v1/tokens/{token}';
const TOKEN = '{% $states.context.Task.Token %}';

/** What answers a step that waits for its token. */
export function TokenNote(): ReactElement {
  const { t } = useTranslation('designer');
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
    </section>
  );
}
