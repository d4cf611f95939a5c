import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { connectorsQuery } from '../../../lib/queries/connectors.ts';
import styles from '../designer-page.module.css';
import type { MissingConnector } from '../model/missing-connectors.ts';
import { useWorkbench } from './workbench-context.ts';

/** More are in the list of problems. */
const MOST_CONNECTORS = 3;
const MOST_ITEMS = 4;

/** Connectors that the draft needs and that are not here: which steps stand still for it, and the two ways out. */
export function MissingConnectors({ missing }: { readonly missing: readonly MissingConnector[] }): ReactElement {
  const { t } = useTranslation('designer');
  const { workspace } = useWorkbench();
  const cache = useQueryClient();
  return (
    <div className={styles.banner} data-tone="warning" role="status">
      <div className={styles.bannerList}>
        <strong>{t('missing.title', { count: missing.length })}</strong>
        <p>{t('missing.text')}</p>
        <ul>
          {missing.slice(0, MOST_CONNECTORS).map((one) => (
            <Missing key={one.name} missing={one} />
          ))}
        </ul>
        {missing.length > MOST_CONNECTORS && <p>{t('services.more', { count: missing.length - MOST_CONNECTORS })}</p>}
      </div>
      <span className={styles.end}>
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link {...props} to="/w/$workspace/connectors" params={{ workspace }} />}
        >
          {t('missing.install')}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          onClick={() => void cache.invalidateQueries({ queryKey: connectorsQuery.queryKey })}
        >
          {t('missing.again')}
        </Button>
      </span>
    </div>
  );
}

/** One connector with what needs it. */
function Missing({ missing: { name, isInstalled, items } }: { readonly missing: MissingConnector }): ReactElement {
  const { t } = useTranslation('designer');
  const { select } = useWorkbench();
  const more = items.length - MOST_ITEMS;
  return (
    <li>
      <span>
        <code>{name}</code> {t(isInstalled ? 'missing.part' : 'missing.whole')}
      </span>
      {items.slice(0, MOST_ITEMS).map((item) => (
        <Button key={item} size="compact-xs" variant="default" onClick={() => select(item)}>
          {t('services.open', { step: item.replace(/^trigger:/, '') })}
        </Button>
      ))}
      {more > 0 && <span>{t('services.more', { count: more })}</span>}
    </li>
  );
}
