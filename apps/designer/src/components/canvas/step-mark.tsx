import {
  IconArrowsShuffle,
  IconArrowsSplit2,
  IconCircleCheck,
  IconHourglass,
  IconLayoutColumns,
  IconRepeat,
  type TablerIcon,
} from '@tabler/icons-react';
import type { State } from '@millrace/machine';
import type { ReactElement } from 'react';
import type { ConnectorDescription } from '../../lib/contract.ts';
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

interface Props {
  readonly state: State;
  readonly connectors: readonly ConnectorDescription[];
  readonly size: number;
}

/** What a step is, as one mark: the same on its card, in the outline and in its panel. */
export function StepMark({ state, connectors, size }: Props): ReactElement {
  if (state.Type === 'Task') {
    const [name] = state.Resource.replace(/^connector:/, '').split('/');
    return <ConnectorMark connector={connectors.find((connector) => connector.name === name)} size={size} />;
  }
  const Icon = ICONS[state.Type];
  return <Icon size={size} stroke={1.75} aria-hidden="true" />;
}
