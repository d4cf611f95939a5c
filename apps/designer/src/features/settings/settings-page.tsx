import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { type Density, readDensity, setDensity } from '../../lib/density.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { useMay } from '../../lib/permissions.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ApiKeys } from './components/api-keys.tsx';
import '../../components/storage/words.ts';
import './logs-words.ts';
import styles from './settings.module.css';

const Environments = lazy(async () => ({ default: (await import('./components/environments.tsx')).Environments }));

/** Environments, API keys, and how this browser shows things. */
export function SettingsPage(): ReactElement {
  const { t } = useTranslation('settings');
  const { t: words } = useTranslation('logs');
  const mayOperate = useMay('instance.operate');
  const workspace = useWorkspace();
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} />
      <Suspense fallback={<Skeleton rows={2} />}>
        <Environments />
      </Suspense>
      <ApiKeys />
      {mayOperate && (
        <section className={styles.card} aria-labelledby="log-title">
          <header>
            <div>
              <h2 id="log-title">{words('card.title')}</h2>
              <p>{words('card.text')}</p>
            </div>
            <LinkButton to="/w/$workspace/settings/logs" params={{ workspace }} variant="default">
              {words('card.open')}
            </LinkButton>
          </header>
        </section>
      )}
      <StorageCard />
      <section className={styles.card} aria-labelledby="appearance-title">
        <header>
          <div>
            <h2 id="appearance-title">{t('appearance.title')}</h2>
            <p>{t('appearance.text')}</p>
          </div>
        </header>
        <Appearance />
      </section>
    </div>
  );
}

function StorageCard(): ReactElement {
  const { t } = useTranslation('storage');
  const workspace = useWorkspace();
  return (
    <section className={styles.card} aria-labelledby="storage-title">
      <header>
        <div>
          <h2 id="storage-title">{t('card.title')}</h2>
          <p>{t('card.text')}</p>
        </div>
        <LinkButton to="/w/$workspace/settings/storage" params={{ workspace }} variant="default">
          {t('card.open')}
        </LinkButton>
      </header>
    </section>
  );
}

function Appearance(): ReactElement {
  const { t } = useTranslation('settings');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [density, choose] = useState(readDensity);
  return (
    <>
      <Setting label={t('appearance.theme')}>
        <SegmentedControl
          aria-label={t('appearance.theme')}
          value={colorScheme}
          onChange={setColorScheme}
          data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`appearance.${value}`) }))}
        />
      </Setting>
      <Setting label={t('appearance.density')}>
        <SegmentedControl
          aria-label={t('appearance.density')}
          value={density}
          onChange={(value: Density) => {
            setDensity(value);
            choose(value);
          }}
          data={(['compact', 'comfortable'] as const).map((value) => ({ value, label: t(`appearance.${value}`) }))}
        />
      </Setting>
    </>
  );
}

function Setting({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className={styles.setting}>
      <span>{label}</span>
      {children}
    </div>
  );
}
