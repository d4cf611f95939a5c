import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { formatBytes } from '../../lib/format.ts';
import { type LargeValueAddress, largeValueQuery } from '../../lib/queries/runs.ts';
import { saveFile } from '../../lib/save-file.ts';
import { useTranslation } from '../../lib/use-translation.ts';
import { DataTree } from '../data-tree/data-tree.tsx';
import { ProblemAlert } from '../problem-alert.tsx';
import styles from './inspector.module.css';

interface Props {
  readonly address: LargeValueAddress;
  /** Of its JSON. */
  readonly characters: number;
  readonly label: string;
}

/** A value that is read only when somebody asks for it. */
export function LargeValue({ address, characters, label }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const [isWanted, want] = useState(false);
  const { data: text, error, isFetching, refetch } = useQuery({ ...largeValueQuery(address), enabled: isWanted });
  const value = useMemo(() => (text === undefined ? undefined : (JSON.parse(text) as unknown)), [text]);
  const save = async (): Promise<void> => {
    const { data } = await refetch();
    const { runId, sequence, part } = address;
    if (data !== undefined)
      saveFile(`${[runId, sequence, part].filter((word) => word !== undefined).join('-')}.json`, data);
  };
  return (
    <>
      <div className={styles.large}>
        <span>{t('large.size', { size: formatBytes(characters) })}</span>
        {value === undefined && (
          <Button size="compact-xs" variant="default" loading={isFetching} onClick={() => want(true)}>
            {t('large.show')}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconDownload size={14} aria-hidden="true" />}
          onClick={() => void save()}
        >
          {t('large.download')}
        </Button>
      </div>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {value !== undefined && <DataTree value={value} label={label} />}
    </>
  );
}
