import { Select } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { useMay } from '../../lib/permissions.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ChannelDesk } from './components/channel-desk.tsx';
import { RuleDesk } from './components/rule-desk.tsx';
import { ToldList } from './components/told-list.tsx';
import { ALERT_TABS, readAlertSearch, type AlertSearch } from './model/alert-search.ts';
import './words.ts';
import styles from './alerts.module.css';

const route = getRouteApi('/w/$workspace/alerts');

/** What was told, what is watched, and where it is told. */
export function AlertsPage(): ReactElement {
  const { t } = useTranslation('alerts');
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/w/$workspace/alerts' });
  const mayWrite = useMay('alert.write');
  const { tab = 'told', state } = search;
  const show = (next: AlertSearch): void => void navigate({ search: next, replace: true });
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} />
      <Tabs current={tab} mayWrite={mayWrite} />
      {tab === 'told' && (
        <>
          <Select
            aria-label={t('told.filter')}
            data={(['any', 'firing', 'cleared'] as const).map((value) => ({
              value,
              label: value === 'any' ? t('told.any') : t(`state.${value}`),
            }))}
            value={state ?? 'any'}
            allowDeselect={false}
            w={200}
            onChange={(chosen) => show(readAlertSearch({ state: chosen }))}
          />
          <ToldList
            filter={state === undefined ? {} : { state }}
            {...(state === undefined ? {} : { onShowAll: () => show({}) })}
          />
        </>
      )}
      {tab === 'rules' && <RuleDesk />}
      {tab === 'channels' && mayWrite && <ChannelDesk />}
    </div>
  );
}

interface TabsProps {
  readonly current: (typeof ALERT_TABS)[number];
  readonly mayWrite: boolean;
}

function Tabs({ current, mayWrite }: TabsProps): ReactElement {
  const { t } = useTranslation('alerts');
  const workspace = useWorkspace();
  return (
    <div className={styles.tabs} role="tablist" aria-label={t('tabs')}>
      {ALERT_TABS.filter((id) => id !== 'channels' || mayWrite).map((id) => (
        <Link
          key={id}
          role="tab"
          aria-selected={id === current}
          className={styles.tab}
          to="/w/$workspace/alerts"
          params={{ workspace }}
          search={id === 'told' ? {} : { tab: id }}
        >
          {t(`tab.${id}`)}
        </Link>
      ))}
    </div>
  );
}
