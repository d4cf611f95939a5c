import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Range } from '../lib/queries/metrics.ts';
import { useTranslation } from '../lib/use-translation.ts';
import './metric-chart/words.ts';

interface Props {
  readonly ranges: readonly Range[];
  readonly value: Range;
  readonly onChange: (range: Range) => void;
}

/** How far back charts reach. */
export function RangePicker({ ranges, value, onChange }: Props): ReactElement {
  const { t } = useTranslation('metrics');
  return (
    <SegmentedControl
      size="sm"
      aria-label={t('range.label')}
      data={ranges.map((range) => ({ value: range, label: t(`range.${range}`) }))}
      value={value}
      onChange={(chosen) => {
        const range = ranges.find((one) => one === chosen);
        if (range !== undefined) onChange(range);
      }}
    />
  );
}
