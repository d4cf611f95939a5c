import {
  IconArrowsShuffle,
  IconArrowsSplit2,
  IconCircleCheck,
  IconCode,
  IconHourglass,
  IconLayoutColumns,
  IconPlug,
  IconRepeat,
  IconSitemap,
  type TablerIcon,
} from '@tabler/icons-react';
import type { State } from '@millrace/machine';
import type { ReactElement } from 'react';
import type { ConnectorDescription } from '../../lib/contract.ts';
import { readResource, type TaskResource } from '../../lib/task-resource.ts';
import { FailedMark } from '../state-marks.tsx';
import { ConnectorMark } from './connector-mark.tsx';

const ICONS: Readonly<Record<Exclude<State['Type'], 'Task'>, TablerIcon | typeof FailedMark>> = {
  Pass: IconArrowsShuffle,
  Choice: IconArrowsSplit2,
  Wait: IconHourglass,
  Succeed: IconCircleCheck,
  Fail: FailedMark,
  Parallel: IconLayoutColumns,
  Map: IconRepeat,
};

/** A connector has a mark of its own, once it is known. */
const TASK_ICONS: Readonly<Record<TaskResource['kind'], TablerIcon>> = {
  code: IconCode,
  workflow: IconSitemap,
  connector: IconPlug,
  unknown: IconPlug,
};

interface Props {
  readonly state: State;
  readonly connectors: readonly ConnectorDescription[];
  readonly size: number;
}

/** What a step is, as one mark: the same on its card, in the outline and in its panel. */
export function StepMark({ state, connectors, size }: Props): ReactElement {
  const resource = state.Type === 'Task' ? readResource(state.Resource) : undefined;
  const connector =
    resource?.kind === 'connector' ? connectors.find(({ name }) => name === resource.connector) : undefined;
  if (connector !== undefined) return <ConnectorMark connector={connector} size={size} />;
  const Icon = state.Type === 'Task' ? TASK_ICONS[resource?.kind ?? 'unknown'] : ICONS[state.Type];
  return <Icon size={size} stroke={1.75} aria-hidden="true" />;
}
