import { Button, Select, TextInput } from '@mantine/core';
import { IconListDetails, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useMay } from '../../lib/permissions.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import styles from './components/logs.module.css';
import { LogLines } from './components/log-lines.tsx';
import { useLogTail } from './hooks/use-log-tail.ts';
import './logs-words.ts';
import { logAddress, type LogSearch, readLogSearch, SHOWN_LEVELS } from './model/log-search.ts';
import { countNewer, linesWith, type LogTail } from './model/log-tail.ts';

const route = getRouteApi('/w/$workspace/settings/logs');

/** The log of the process that answers, live. */
export function LogsPage(): ReactElement {
  const { t } = useTranslation('logs');
  const mayRead = useMay('instance.operate');
  return (
    <div className={styles.page}>
      <PageHeader title={t('title')} text={t('text')} />
      {mayRead ? <LiveLog /> : <p>{t('refused')}</p>}
    </div>
  );
}

function LiveLog(): ReactElement {
  const { t } = useTranslation('logs');
  const search = route.useSearch();
  const { tail, isLive } = useLogTail(logAddress(search));
  const [frozen, freeze] = useState<LogTail>();
  const [text, setText] = useState('');
  const { lines, dropped, process } = frozen ?? tail;
  const shown = linesWith(lines, text);
  const newer = frozen === undefined ? 0 : countNewer(tail.lines, frozen.lines[0]?.sequence ?? -1);
  return (
    <>
      <div className={styles.filters}>
        <Filters search={search} />
        <TextInput
          label={t('textFilter')}
          value={text}
          leftSection={<IconSearch size={14} aria-hidden="true" />}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={
            frozen === undefined ? (
              <IconPlayerPause size={16} aria-hidden="true" />
            ) : (
              <IconPlayerPlay size={16} aria-hidden="true" />
            )
          }
          onClick={() => freeze(frozen === undefined ? tail : undefined)}
        >
          {frozen === undefined ? t('pause') : t('goOn')}
        </Button>
      </div>
      <div className={styles.state}>
        <span role="status">{isLive ? t('live') : t('broken')}</span>
        {process !== undefined && <span>{t('process', { ...process })}</span>}
        {newer > 0 && <span>{t('paused', { count: newer })}</span>}
        {dropped > 0 && <span role="alert">{t('dropped', { count: dropped })}</span>}
      </div>
      {shown.length === 0 ? (
        <EmptyState icon={<IconListDetails size={20} />} title={t('empty')} text={t('emptyText')} />
      ) : (
        <LogLines lines={shown} />
      )}
    </>
  );
}

/** Which lines the server sends. A change opens the stream anew. */
function Filters({ search }: { readonly search: LogSearch }): ReactElement {
  const { t } = useTranslation('logs');
  const navigate = route.useNavigate();
  const change = (part: Partial<Record<keyof LogSearch, string>>): void =>
    void navigate({ search: readLogSearch({ ...search, ...part }), replace: true });
  return (
    <>
      <Select
        label={t('level')}
        value={search.level ?? 'info'}
        allowDeselect={false}
        data={SHOWN_LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }))}
        onChange={(level) => change({ level: level ?? 'info' })}
      />
      {(['workflow', 'run'] as const).map((key) => (
        <TextInput
          key={`${key} ${search[key] ?? ''}`}
          label={t(key)}
          defaultValue={search[key] ?? ''}
          onBlur={({ currentTarget }) => change({ [key]: currentTarget.value.trim() })}
          onKeyDown={({ key: pressed, currentTarget }) => {
            if (pressed === 'Enter') change({ [key]: currentTarget.value.trim() });
          }}
        />
      ))}
    </>
  );
}
