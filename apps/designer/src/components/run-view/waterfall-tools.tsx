import { ActionIcon, Button, Checkbox, Select, Tooltip } from '@mantine/core';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ALL_LEVELS } from './model/narrow-rows.ts';
import { isWhole, WHOLE, zoomed } from './model/time-window.ts';
import type { WaterfallRow } from './model/waterfall.ts';
import type { WaterfallView } from './use-waterfall-view.ts';
import styles from './waterfall.module.css';

interface Props {
  readonly view: WaterfallView;
  readonly rows: readonly WaterfallRow[];
}

/** What narrows a waterfall: to what failed, down to a level, to a part of the time. */
export function WaterfallTools({ view, rows }: Props): ReactElement {
  const { t } = useTranslation('runs');
  const deepest = rows.reduce((depth, row) => Math.max(depth, row.depth), 0);
  const hasFailed = rows.some(({ status }) => status === 'failed');
  const levels = Array.from({ length: Math.min(deepest, ALL_LEVELS - 1) }, (_, depth) => String(depth));
  const { choice, choose, window, look } = view;
  return (
    <div className={styles.tools} role="toolbar" aria-label={t('waterfall.tools')}>
      {(hasFailed || choice.failedOnly) && (
        <Checkbox
          size="xs"
          label={t('waterfall.failedOnly')}
          checked={choice.failedOnly}
          onChange={({ currentTarget }) => choose({ failedOnly: currentTarget.checked })}
          aria-keyshortcuts="E"
        />
      )}
      {deepest > 0 && (
        <Select
          size="xs"
          w={132}
          aria-label={t('waterfall.level')}
          data={[
            ...levels.map((value) => ({ value, label: t('waterfall.levels', { count: Number(value) + 1 }) })),
            { value: String(ALL_LEVELS), label: t('waterfall.allLevels') },
          ]}
          value={String(choice.depth >= deepest ? ALL_LEVELS : choice.depth)}
          onChange={(value) => choose({ depth: Number(value ?? ALL_LEVELS) })}
          allowDeselect={false}
        />
      )}
      <span className={styles.zoom}>
        {!isWhole(window) && (
          <Button size="compact-xs" variant="subtle" onClick={() => look(WHOLE)}>
            {t('waterfall.whole')}
          </Button>
        )}
        {([false, true] as const).map((isNearer) => {
          const label = t(isNearer ? 'waterfall.nearer' : 'waterfall.further');
          const Icon = isNearer ? IconZoomIn : IconZoomOut;
          return (
            <Tooltip key={label} label={label}>
              <ActionIcon
                size={24}
                variant="subtle"
                color="gray"
                aria-label={label}
                aria-keyshortcuts={isNearer ? '+' : '-'}
                disabled={!isNearer && isWhole(window)}
                onClick={() => look(zoomed(window, isNearer))}
              >
                <Icon size={16} aria-hidden="true" />
              </ActionIcon>
            </Tooltip>
          );
        })}
      </span>
    </div>
  );
}
