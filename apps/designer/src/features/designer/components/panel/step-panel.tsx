import { Tabs } from '@mantine/core';
import type { MapState, ParallelState, State, TaskState } from '@millrace/machine';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { Skeleton } from '../../../../components/skeleton.tsx';
import { setStep } from '../../model/commands/ways.ts';
import { changeOf } from '../../model/history.ts';
import { type PanelTab, pointerOfState, tabOfPath } from '../../model/problems.ts';
import { useWorkbench, type WantedField } from '../workbench-context.ts';
import { useStepTestCommands } from '../../hooks/testing/use-step-test-commands.ts';
import { outputSchema, usualOutput, useStepTest, writesTo } from '../../hooks/testing/use-step-test.ts';
import { StepTestFooter } from '../testing/step-test-footer.tsx';
import { usePanel } from './panel-context.ts';
import { ExpressionList } from './expression-list.tsx';
import { NotesTab } from './notes-tab.tsx';
import { PanelHead } from './panel-head.tsx';
import styles from './panel.module.css';
import { SetupTab } from './setup-tab.tsx';

const MockDialog = lazy(async () => ({ default: (await import('../testing/mock-dialog.tsx')).MockDialog }));
const OutputTab = lazy(async () => ({ default: (await import('./output-tab.tsx')).OutputTab }));
const ErrorTab = lazy(async () => ({ default: (await import('./on-error/error-tab.tsx')).ErrorTab }));
const StepTestTab = lazy(async () => ({ default: (await import('../testing/step-test-tab.tsx')).StepTestTab }));

/** What every part of a step's panel gets. */
export interface StepProps<Kind extends State = State> {
  readonly name: string;
  readonly state: Kind;
  /** JSON Pointer of the state. */
  readonly path: string;
  /** Replaces the state's definition. Edits of one `field` in one go are undone as one; one without is undone by itself. */
  readonly onChange: (state: State, field?: string) => void;
}

/** Whether `Retry` and `Catch` look after a state. */
const isGuarded = (state: State): state is TaskState | MapState | ParallelState =>
  state.Type === 'Task' || state.Type === 'Map' || state.Type === 'Parallel';

const TABS: Readonly<Record<PanelTab, (state: State) => boolean>> = {
  setup: () => true,
  output: ({ Type }) => Type !== 'Fail' && Type !== 'Pass',
  test: () => true,
  errors: isGuarded,
  notes: () => true,
};

/** Everything about one step. */
export function StepPanel({ name, state }: { readonly name: string; readonly state: State }): ReactElement {
  const { t } = useTranslation('designer');
  const { document, draft, wanted, connectors, openDrawer } = useWorkbench();
  const path = pointerOfState(document, name);
  const [tab, openTab] = useTab(state, wanted);
  const [isMocking, setMocking] = useState(false);
  // What calls nothing needs nobody to stand in.
  const mock = isGuarded(state) ? (): void => setMocking(true) : undefined;
  const tested = useStepTest({
    ...{ name, bindings: usePanel().bindings },
    onStart: () => openDrawer('run'),
    // It says what is missing, and takes it.
    onRefusal: () => openTab('test'),
  });
  useStepTestCommands(name, tested);
  const step: StepProps = {
    name,
    state,
    path,
    onChange: (next, field) => draft.changeDrawn(setStep(document, name, next), changeOf(name, field)),
  };
  return (
    <aside className={styles.panel} aria-label={t('panel.title', { name })}>
      <PanelHead name={name} state={state} />
      <Tabs value={tab} onChange={openTab} keepMounted={false} className={styles.tabs ?? ''}>
        <Tabs.List>
          {(Object.keys(TABS) as PanelTab[])
            .filter((id) => TABS[id](state))
            .map((id) => (
              <Tabs.Tab key={id} value={id}>
                {t(`panel.${id}`)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="setup" className={styles.body ?? ''}>
          <SetupTab {...step} />
        </Tabs.Panel>
        <Tabs.Panel value="output" className={styles.body ?? ''}>
          <Suspense fallback={<Skeleton />}>
            <OutputTab {...step} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="test" className={styles.body ?? ''}>
          <Suspense fallback={<Skeleton />}>
            <StepTestTab name={name} tested={tested} onMock={mock} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="errors" className={styles.body ?? ''}>
          <Suspense fallback={<Skeleton />}>{isGuarded(state) && <ErrorTab {...step} state={state} />}</Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="notes" className={styles.body ?? ''}>
          <NotesTab {...step} />
        </Tabs.Panel>
      </Tabs>
      <StepTestFooter tested={tested} service={writesTo(state, connectors)} onMock={mock} />
      {isMocking && (
        <Suspense fallback={null}>
          <MockDialog
            name={name}
            usual={usualOutput(state, connectors)}
            schema={outputSchema(state, connectors)}
            onClose={() => setMocking(false)}
          />
        </Suspense>
      )}
      <ExpressionList />
    </aside>
  );
}

/** The open tab: the one with the wanted field, until another is picked; that one stays while the step's panel does. */
function useTab(state: State, wanted: WantedField | undefined): readonly [PanelTab, (tab: string | null) => void] {
  const [picked, pick] = useState<{ readonly tab: PanelTab; readonly since: WantedField | undefined }>();
  const isAsked = wanted !== undefined && picked?.since !== wanted;
  const tab = isAsked ? tabOfPath(wanted.path, state.Type) : (picked?.tab ?? 'setup');
  return [
    TABS[tab](state) ? tab : 'setup',
    (next) => {
      if (next !== null) pick({ tab: next as PanelTab, since: wanted });
    },
  ];
}
