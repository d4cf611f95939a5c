import { IconApi, IconPackage, IconTemplate, IconUsers, type TablerIcon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import styles from '../connectors.module.css';
import type { Origin } from '../model/catalogue.ts';

const ICONS: Readonly<Record<Origin, TablerIcon>> = {
  'built-in': IconPackage,
  package: IconUsers,
  openapi: IconApi,
  piece: IconTemplate,
};

/** Who made a connector. */
export function OriginBadge({ origin }: { readonly origin: Origin }): ReactElement {
  const { t } = useTranslation('catalogue');
  const Icon = ICONS[origin];
  return (
    <span className={styles.origin}>
      <Icon size={12} aria-hidden="true" />
      {t(`origin.${origin}`)}
    </span>
  );
}
