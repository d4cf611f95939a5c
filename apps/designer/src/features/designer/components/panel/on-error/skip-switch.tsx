import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../../lib/use-translation.ts';
import { readersOf } from '../../../model/readers.ts';
import { useWorkbench } from '../../workbench-context.ts';
import styles from '../panel.module.css';
import { PANEL_WORDS } from '../words.ts';

/** Lets a step pass its input on, and says who will miss what it keeps. */
export function SkipSwitch({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const { document, commands } = useWorkbench();
  const isSkipped = document.settings?.skip?.includes(name) === true;
  const readers = isSkipped ? readersOf(document, [name]) : [];
  return (
    <section className={styles.stack} aria-labelledby="skip-step">
      <h3 id="skip-step" className={styles.section}>
        {t('skip.title')}
      </h3>
      <Switch
        label={t('skip.label')}
        description={t('skip.help')}
        checked={isSkipped}
        onChange={() => commands.toggleSkip([name])}
      />
      {readers.length > 0 && (
        <p role="status" className={styles.warning}>
          {t('skip.readers', { count: readers.length, names: readers.join(', ') })}
        </p>
      )}
    </section>
  );
}
