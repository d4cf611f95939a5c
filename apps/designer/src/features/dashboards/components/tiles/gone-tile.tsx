import { IconUnlink } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { ApiError } from '../../../../lib/api-error.ts';
import { useTranslation } from '../../../../lib/use-translation.ts';
import styles from '../../dashboards.module.css';

interface Props {
  readonly title: string;
  readonly workflow: string;
}

/** Whether there are no figures since there is no such workflow. */
export const isOfNothing = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'workflow.not_found';

/** In the place of figures of a workflow that is not there. */
export function GoneTile({ title, workflow }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <section className={styles.frame} aria-label={title}>
      <h3>{title}</h3>
      <p className={styles.gone}>
        <IconUnlink size={16} aria-hidden="true" />
        <span>{t('dashboards.gone', { workflow })}</span>
      </p>
    </section>
  );
}
