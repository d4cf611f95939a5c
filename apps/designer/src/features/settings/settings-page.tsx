import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/page-header.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { type Density, readDensity, setDensity } from '../../lib/density.ts';
import { ApiKeys } from './components/api-keys.tsx';
import styles from './settings.module.css';

const Environments = lazy(async () => ({ default: (await import('./components/environments.tsx')).Environments }));

/** Environments, API keys, and how this browser shows things. */
export function SettingsPage(): ReactElement {
  const { t } = useTranslation('settings');
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} />
      <Suspense fallback={<Skeleton rows={2} />}>
        <Environments />
      </Suspense>
      <ApiKeys />
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
