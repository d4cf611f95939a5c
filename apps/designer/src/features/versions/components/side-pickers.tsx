import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { versionPagesQuery } from '../../../lib/queries/versions.ts';
import { readVersionNumber, type VersionSearch, type VersionSide } from '../model/version-search.ts';
import styles from '../versions.module.css';

interface Props {
  readonly name: string;
  readonly from: VersionSide;
  readonly to: VersionSide;
  readonly onPick: (search: VersionSearch) => void;
}

/** Which two are compared. */
export function SidePickers({ name, from, to, onPick }: Props): ReactElement {
  const { t } = useTranslation('versions');
  const pages = useInfiniteQuery(versionPagesQuery(name)).data?.pages ?? [];
  const versions = pages.flatMap(({ items }) => items);
  const known = new Set(versions.map(({ number }) => number));
  const others = [from, to].filter((side): side is number => side !== 'draft' && !known.has(side));
  const options = [
    { value: 'draft', label: t('page.draft') },
    ...versions.map(({ number, note, live }) => ({
      value: String(number),
      label: [t('page.version', { number }), ...(live ? [t('live')] : []), ...(note === '' ? [] : [note])].join(' · '),
    })),
    ...[...new Set(others)].map((number) => ({ value: String(number), label: t('page.version', { number }) })),
  ];
  const pick = (member: 'from' | 'to') => (value: string | null) => {
    const side = value === 'draft' ? value : readVersionNumber(value);
    if (side !== undefined) onPick({ from, to, [member]: side });
  };
  return (
    <>
      <Picker label={t('page.from')} options={options} value={from} onPick={pick('from')} />
      <Tooltip label={t('page.swap')}>
        <ActionIcon aria-label={t('page.swap')} onClick={() => onPick({ from: to, to: from })}>
          <IconArrowsExchange size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      <Picker label={t('page.to')} options={options} value={to} onPick={pick('to')} />
    </>
  );
}

interface PickerProps {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: VersionSide;
  readonly onPick: (value: string | null) => void;
}

function Picker({ label, options, value, onPick }: PickerProps): ReactElement {
  return (
    <label>
      {label}
      <Select
        className={styles.pick ?? ''}
        aria-label={label}
        data={options}
        value={String(value)}
        allowDeselect={false}
        onChange={onPick}
      />
    </label>
  );
}
