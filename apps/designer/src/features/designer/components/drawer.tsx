import { ActionIcon } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconListTree } from '@tabler/icons-react';
import { type KeyboardEvent, lazy, type ReactElement, Suspense } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Skeleton } from '../../../components/skeleton.tsx';
import { Splitter } from '../../../components/splitter.tsx';
import { FailedMark } from '../../../components/state-marks.tsx';
import type { Finding } from '../../../lib/contract.ts';
import { runPageCommand } from '../../../lib/page-commands.ts';
import { useGoToProblem } from '../hooks/use-go-to-problem.ts';
import { JsonTab } from './json/json-tab.tsx';
import styles from './drawer.module.css';
import { useWorkbench } from './workbench-context.ts';

const RunTab = lazy(async () => ({ default: (await import('./testing/run-tab.tsx')).RunTab }));
const DataTab = lazy(async () => ({ default: (await import('./testing/data-tab.tsx')).DataTab }));

export type DrawerTab = 'run' | 'data' | 'problems' | 'json';

const TABS: readonly DrawerTab[] = ['run', 'data', 'problems', 'json'];

const USUAL_PX = 320;
const LEAST_PX = 160;
const MOST_PX = 640;

interface Props {
  readonly isOutlineOpen: boolean;
  readonly onOutline: () => void;
}

/** Below the canvas: what is wrong, and the document itself. Closed, it is one line that says how many problems there are. */
export function Drawer({ isOutlineOpen, onOutline }: Props): ReactElement {
  const { t } = useTranslation('designer');
  const { problems, drawer, openDrawer } = useWorkbench();
  const [height, setHeight] = useLocalStorage({ key: 'millrace-drawer', defaultValue: USUAL_PX });
  const isOpen = drawer !== undefined;
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    openDrawer(undefined);
  };
  return (
    <section
      className={styles.drawer}
      data-open={isOpen}
      data-region="drawer"
      aria-label={t('drawer.title')}
      onKeyDown={press}
      {...(isOpen ? { style: { height } } : {})}
    >
      {isOpen && <Splitter size={height} min={LEAST_PX} max={MOST_PX} onResize={setHeight} isLying />}
      <div className={styles.head}>
        <button
          type="button"
          className={styles.outline}
          aria-pressed={isOutlineOpen}
          aria-keyshortcuts="O"
          onClick={onOutline}
        >
          <IconListTree size={16} aria-hidden="true" />
          {t('outline')}
        </button>
        <div className={styles.tabs} role="tablist" aria-label={t('drawer.title')}>
          {TABS.map((id) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`drawer-tab-${id}`}
              aria-selected={id === drawer}
              className={styles.tab}
              onClick={() => openDrawer(id === drawer ? undefined : id)}
            >
              {t(`drawer.${id}`)}
              {id === 'problems' && problems.length > 0 && <span className={styles.count}>{problems.length}</span>}
            </button>
          ))}
        </div>
        <Newest />
        <ActionIcon
          aria-label={t(isOpen ? 'drawer.close' : 'drawer.open')}
          aria-expanded={isOpen}
          onClick={() => openDrawer(isOpen ? undefined : 'problems')}
        >
          {isOpen ? <IconChevronDown size={18} /> : <IconChevronUp size={18} />}
        </ActionIcon>
      </div>
      {drawer !== undefined && (
        <div className={styles.body} role="tabpanel" aria-labelledby={`drawer-tab-${drawer}`}>
          <Suspense fallback={<Skeleton />}>
            <Body tab={drawer} />
          </Suspense>
        </div>
      )}
    </section>
  );
}

function Body({ tab }: { readonly tab: DrawerTab }): ReactElement {
  switch (tab) {
    case 'run':
      return <RunTab onTest={() => runPageCommand('run', () => undefined)} />;
    case 'data':
      return <DataTab />;
    case 'problems':
      return <Problems />;
    case 'json':
      return <JsonTab />;
  }
}

/** The first problem, which is one click away while the drawer is closed. */
function Newest(): ReactElement | null {
  const { problems, drawer } = useWorkbench();
  const goToProblem = useGoToProblem();
  const [first] = problems;
  if (first === undefined || drawer !== undefined) return <span className={styles.gap} />;
  return (
    <button type="button" className={styles.newest} onClick={() => goToProblem(first)}>
      {first.message}
    </button>
  );
}

function Problems(): ReactElement {
  const { t } = useTranslation('designer');
  const { problems } = useWorkbench();
  const goToProblem = useGoToProblem();
  if (problems.length === 0) return <p className={styles.none}>{t('drawer.noProblems')}</p>;
  return (
    <ul className={styles.problems}>
      {problems.map((problem, index) => (
        <li key={index}>
          <ProblemRow problem={problem} onOpen={() => goToProblem(problem)} />
        </li>
      ))}
    </ul>
  );
}

function ProblemRow({ problem, onOpen }: { readonly problem: Finding; readonly onOpen: () => void }): ReactElement {
  const { t } = useTranslation('designer');
  const { severity, message, hint, path } = problem;
  return (
    <button type="button" className={styles.problem} onClick={onOpen}>
      <span className={styles.icon} data-severity={severity}>
        {severity === 'error' ? <FailedMark size={16} /> : <IconAlertTriangle size={16} aria-hidden="true" />}
        <span className={styles.hidden}>{t(`drawer.${severity}`)}</span>
      </span>
      <span className={styles.words}>
        <span>{message}</span> {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </span>
      <code className={styles.path}>{path}</code>
    </button>
  );
}
