import { useMediaQuery } from '@mantine/hooks';
import { lazy, type ReactElement, Suspense, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from '../../../lib/use-translation.ts';
import type { Finding } from '../../../lib/contract.ts';
import { runPageCommand } from '../../../lib/page-commands.ts';
import { useDesignerCommands } from '../hooks/use-designer-commands.ts';
import { useDesignerKeys } from '../hooks/use-designer-keys.ts';
import { useFind } from '../hooks/use-find.ts';
import type { Publishing } from '../hooks/use-publish.ts';
import { useTestingContext } from '../hooks/testing/testing-context.ts';
import { missingConnectors } from '../model/missing-connectors.ts';
import { problemAfter } from '../model/problems-walk.ts';
import styles from '../designer-page.module.css';
import { DesignerHeader } from './designer-header.tsx';
import { DesignerNotices } from './designer-notices.tsx';
import { Overlays } from './menus/overlays.tsx';
import type { SideTab } from './outline/left-side.tsx';
import { TestButton } from './testing/test-button.tsx';
import { WorkArea } from './work-area.tsx';
import { useWorkbench } from './workbench-context.ts';

interface Props {
  /** A connector of which a step is to be added at once. */
  readonly add: string | undefined;
  readonly publishing: Publishing;
  /** What services say otherwise than when the live version was published. */
  readonly schemaWarnings: readonly Finding[] | undefined;
}

const MissingConnectors = lazy(async () => ({
  default: (await import('./missing-connectors.tsx')).MissingConnectors,
}));

const WIDE = '(min-width: 1201px)';

/** The parts of the designer, and what goes on between them: keys, search, what is open at the left. */
export function Bench({ add, publishing, schemaWarnings }: Props): ReactElement {
  const workbench = useWorkbench();
  const { document, draft, workspace, connectors, problems, goTo, openDrawer, wanted, refuse } = workbench;
  // Without any, the list is still on its way.
  const missing = useMemo(
    () => (connectors.length === 0 ? [] : missingConnectors(document, connectors)),
    [document, connectors],
  );
  const { samples } = useTestingContext();
  const find = useFind(
    workbench,
    useMemo(() => new Set(samples.keys()), [samples]),
  );
  const side = useSide();
  const findField = useRef<HTMLInputElement>(null);
  useDesignerCommands(workbench, {
    publish: publishing.publish,
    toProblem: (direction) => {
      const next = problemAfter(problems, wanted?.path, direction);
      if (next !== undefined) goTo(next.path);
    },
    toMatch: find.step,
    find: () => {
      // The field may be drawn only now, and what is typed next belongs into it.
      flushSync(() => side.show('outline'));
      findField.current?.focus();
      findField.current?.select();
    },
    toggleOutline: side.toggle,
  });
  useDesignerKeys(refuse);
  return (
    <>
      <DesignerHeader
        name={document.name}
        draft={draft}
        publishing={publishing}
        problems={problems}
        onProblems={() => openDrawer('problems')}
        onShow={goTo}
        test={<TestButton onTest={() => runPageCommand('run', refuse)} />}
      />
      {workbench.isReadOnly && <TooNarrow />}
      <DesignerNotices {...{ draft, publishing, workspace, schemaWarnings }} onShow={goTo} />
      {missing.length > 0 && (
        <Suspense fallback={null}>
          <MissingConnectors missing={missing} />
        </Suspense>
      )}
      <WorkArea add={add} find={find} findField={findField} side={side} />
      <Overlays />
    </>
  );
}

/** Says why nothing can be changed here. */
function TooNarrow(): ReactElement {
  const { t } = useTranslation('workbench');
  return (
    <div className={styles.banner} data-tone="info" role="status">
      <strong>{t('narrow.title')}</strong>
      <span className={styles.bannerText}>{t('narrow.text')}</span>
    </div>
  );
}

/** The left side: which of its tabs is open, and whether it is. */
export interface Side {
  readonly tab: SideTab;
  readonly isOpen: boolean;
  readonly show: (tab: SideTab) => void;
  readonly toggle: () => void;
}

/** Open where there is room, until somebody decides otherwise. */
function useSide(): Side {
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [tab, setTab] = useState<SideTab>('outline');
  const [decided, decide] = useState<boolean>();
  const isOpen = decided ?? isWide;
  return {
    tab,
    isOpen,
    show: (next) => {
      setTab(next);
      if (!isOpen) decide(true);
    },
    toggle: () => decide(!isOpen),
  };
}
