import { IconFileImport } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { BroughtFault } from '../hooks/use-brought-document.ts';
import { FailedMark } from '../../../components/state-marks.tsx';
import styles from '../new-workflow.module.css';

/** Workflows that are brought along. */
export function ImportBar({ onFile }: { readonly onFile: (file: File) => void }): ReactElement {
  const { t } = useTranslation('new-workflow');
  return (
    <section aria-labelledby="import" className={styles.import}>
      <h2 id="import">{t('import.title')}</h2>
      <label className={styles.choose}>
        <IconFileImport size={16} stroke={1.75} aria-hidden="true" />
        {t('import.choose')}
        <input
          type="file"
          accept=".json,application/json"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            // The same file again is another choice: it may have changed.
            event.currentTarget.value = '';
            if (file !== undefined) onFile(file);
          }}
        />
      </label>
      <span className={styles.quiet}>{t('import.hint')}</span>
    </section>
  );
}

/** Why something that was brought is no workflow. */
export function ImportRefusal({ fault: { kind, detail } }: { readonly fault: BroughtFault }): ReactElement {
  const { t } = useTranslation('new-workflow');
  return (
    <div className={styles.refusal} role="alert">
      <FailedMark size={18} />
      <div>
        <strong>{t('import.fault.title')}</strong>
        <p>{t(`import.fault.${kind}`, { detail: detail.replace(/\.$/, '') })}</p>
      </div>
    </div>
  );
}
