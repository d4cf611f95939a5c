import { SegmentedControl } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import { type ReactElement, type RefObject, useRef } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import type { CardMark } from '../../../../components/canvas/canvas-events.ts';
import { placesOf } from '../../../../components/canvas/model/scope.ts';
import type { Find } from '../../hooks/use-find.ts';
import { FindField } from '../find/find-field.tsx';
import { useWorkbench } from '../workbench-context.ts';
import { ConnectorList } from './connector-list.tsx';
import { DeferredOutline } from './deferred-outline.tsx';
import styles from './left-side.module.css';

/** What the left side shows. */
export type SideTab = 'outline' | 'connectors';

interface Props {
  readonly tab: SideTab;
  readonly onTab: (tab: SideTab) => void;
  readonly find: Find;
  readonly findField: RefObject<HTMLInputElement | null>;
  readonly problems: Readonly<Record<string, number>>;
  readonly marks: Readonly<Record<string, readonly CardMark[]>>;
}

/** Left of the canvas: the steps in reading order, or what can be added. */
export function LeftSide({ tab, onTab, find, findField, problems, marks }: Props): ReactElement {
  const { t } = useTranslation('workbench');
  const tree = useRef<HTMLUListElement>(null);
  return (
    <nav className={styles.side} aria-label={t('side.title')}>
      <div className={styles.tabs}>
        <SegmentedControl
          fullWidth
          aria-label={t('side.title')}
          value={tab}
          onChange={onTab}
          data={(['outline', 'connectors'] as const).map((value) => ({ value, label: t(`side.${value}`) }))}
        />
      </div>
      {tab === 'outline' ? (
        <>
          <FindField
            find={find}
            field={findField}
            onLeave={() => tree.current?.querySelector<HTMLElement>('[role=treeitem][tabindex="0"]')?.focus()}
          />
          <DeferredOutline tree={tree} problems={problems} marks={marks} found={find.found} />
        </>
      ) : (
        <ConnectorList />
      )}
      <Foot />
    </nav>
  );
}

function Foot(): ReactElement {
  const { t } = useTranslation('workbench');
  const { document } = useWorkbench();
  const places = placesOf(document);
  const triggers = Object.keys(document.triggers ?? {}).length;
  const notes = places.filter(({ state }) => (state.Comment ?? '') !== '').length;
  return (
    <p className={styles.foot}>
      <span>
        {t('side.steps', { count: places.length })} · {t('side.triggers', { count: triggers })}
      </span>
      {notes > 0 && (
        <span className={styles.notes}>
          <IconNote size={14} aria-hidden="true" />
          {t('side.notes', { count: notes })}
        </span>
      )}
    </p>
  );
}
