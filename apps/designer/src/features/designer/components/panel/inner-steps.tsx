import { ActionIcon, Button } from '@mantine/core';
import type { MapState, ParallelState } from '@millrace/machine';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { innerMachines, readMachine } from '../../../../components/canvas/model/scope.ts';
import { setStep } from '../../model/commands/ways.ts';
import { useMessages } from '../form/use-messages.ts';
import { anchorOfSelection } from '../menus/overlay.ts';
import { useWorkbench } from '../workbench-context.ts';
import styles from './panel.module.css';
import { PANEL_WORDS } from './words.ts';

interface Props {
  readonly name: string;
  readonly state: MapState | ParallelState;
  /** JSON Pointer of the state. */
  readonly path: string;
}

/** The steps that a loop or its branches hold: each opens with a click, and the first one is added here. */
export function InnerSteps({ name, state, path }: Props): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const { document, draft } = useWorkbench();
  const isMap = state.Type === 'Map';
  const member = isMap ? 'ItemProcessor' : 'Branches';
  const messages = useMessages(`${path}/${member}`);
  const lanes = innerMachines(state);
  const setBranches = (branches: ParallelState['Branches'], edit: string): void => {
    if (state.Type === 'Parallel')
      draft.changeDrawn(setStep(document, name, { ...state, Branches: branches }), { name: edit, step: name });
  };
  return (
    <section className={styles.stack} data-path={`${path}/${member}`} aria-labelledby="inner-steps">
      <h3 id="inner-steps" className={styles.section}>
        {isMap ? t('loop.inside') : t('loop.branches', { count: lanes.length })}
      </h3>
      {lanes.map(({ part, machine }, index) => (
        <Lane
          key={part}
          scope={`${path}${part}`}
          machine={machine}
          title={isMap ? undefined : t('loop.branch', { number: index + 1 })}
          removeLabel={t('loop.removeBranch', { number: index + 1 })}
          onRemove={
            state.Type === 'Parallel' && lanes.length > 1
              ? () =>
                  setBranches(
                    state.Branches.filter((_, at) => at !== index),
                    'removeBranch',
                  )
              : undefined
          }
        />
      ))}
      {state.Type === 'Parallel' && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setBranches([...state.Branches, { StartAt: '', States: {} }], 'addBranch')}
        >
          {t('loop.addBranch')}
        </Button>
      )}
      {messages.map((message) => (
        <p key={message} className={styles.error}>
          {message}
        </p>
      ))}
    </section>
  );
}

interface LaneProps {
  /** JSON Pointer of the machine. */
  readonly scope: string;
  readonly machine: unknown;
  readonly title: string | undefined;
  readonly removeLabel: string;
  readonly onRemove: (() => void) | undefined;
}

function Lane({ scope, machine, title, removeLabel, onRemove }: LaneProps): ReactElement {
  const { t } = useTranslation(PANEL_WORDS);
  const { select, open } = useWorkbench();
  const names = Object.keys(readMachine(machine).States);
  return (
    <div>
      {title !== undefined && (
        <div className={styles.lane}>
          <span className={styles.label}>{title}</span>
          {onRemove !== undefined && (
            <ActionIcon aria-label={removeLabel} onClick={onRemove}>
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </div>
      )}
      {names.length === 0 ? (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => open({ kind: 'add', slot: { kind: 'start', scope }, anchor: anchorOfSelection() })}
        >
          {t('loop.addStep')}
        </Button>
      ) : (
        <ol className={styles.inside}>
          {names.map((inner) => (
            <li key={inner}>
              <button type="button" className={styles.step} dir="auto" onClick={() => select(inner)}>
                {inner}
              </button>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
