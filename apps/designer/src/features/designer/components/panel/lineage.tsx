import { type ReactElement, use } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { FIELD_WORDS } from '../../../../components/schema-form/words.ts';
import { readersByPart, sourcesOf } from '../../model/lineage.ts';
import { HighlightContext } from '../highlight-context.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './lineage.module.css';
import panelStyles from './panel.module.css';

/** Which steps read what this one keeps, and whose data it reads itself. */
export function Lineage({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const { document } = useWorkbench();
  const parts = readersByPart(document, name);
  const sources = sourcesOf(document, name);
  return (
    <>
      <section className={styles.lineage} aria-label={t('lineage.title')}>
        <h3 className={panelStyles.section}>{t('lineage.title')}</h3>
        {parts.length === 0 && <p className={panelStyles.help}>{t('lineage.none')}</p>}
        <dl className={styles.list}>
          {parts.map(({ variable, names, readers }) => (
            <div key={[variable, ...names].join('.')} className={styles.line}>
              <dt className={styles.part}>{[`$${variable}`, ...names].join(' › ')}</dt>
              <dd className={styles.steps}>
                <span className={styles.word}>{t('lineage.usedBy')}</span>
                {readers.map((reader) => (
                  <StepLink key={reader} name={reader} />
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      {sources.length > 0 && (
        <section className={styles.lineage} aria-label={t('lineage.from')}>
          <h3 className={panelStyles.section}>{t('lineage.from')}</h3>
          <dl className={styles.list}>
            {sources.map(({ step, parts: read }) => (
              <div key={step} className={styles.line}>
                <dt className={styles.part}>
                  {read.map((names) => (names.length === 0 ? t('lineage.whole') : names.join(' › '))).join(', ')}
                </dt>
                <dd className={styles.steps}>
                  <span className={styles.word}>{t('lineage.writtenBy')}</span>
                  <StepLink name={step} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

/** Opens a step; shows it on the canvas while it is looked at. */
function StepLink({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation(FIELD_WORDS);
  const { select } = useWorkbench();
  const highlight = use(HighlightContext);
  const show = (): void => highlight([name]);
  const hide = (): void => highlight([]);
  return (
    <button
      type="button"
      className={styles.step}
      title={t('lineage.show', { name })}
      onClick={() => {
        hide();
        select(name);
      }}
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
    >
      {name}
    </button>
  );
}
