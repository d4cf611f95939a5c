import type { Clock, ConnectorSample, ConnectorSampleStore } from '@millrace/runtime';
import { atOnce } from './at-once.ts';

type SampleName = Parameters<ConnectorSampleStore['remove']>[0];
type KeptSample = ConnectorSample & SampleName;

/** Samples in memory, with the promises of the real store. */
export class MemoryConnectorSampleStore implements ConnectorSampleStore {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #samples = new Map<string, KeptSample>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  save(sample: Parameters<ConnectorSampleStore['save']>[0]): Promise<void> {
    return atOnce(() => void this.#samples.set(idOf(sample), { ...sample, savedAtMs: this.#clock.nowMs() }));
  }

  list(request: Parameters<ConnectorSampleStore['list']>[0]): Promise<readonly ConnectorSample[]> {
    return atOnce(() =>
      [...this.#samples.values()]
        .filter(({ workspaceId, connector }) => workspaceId === request.workspaceId && connector === request.connector)
        .map(({ workspaceId: _, connector: __, ...sample }) => sample)
        .sort((left, right) => (left.action < right.action ? -1 : 1)),
    );
  }

  remove(name: SampleName): Promise<boolean> {
    return atOnce(() => this.#samples.delete(idOf(name)));
  }
}

const idOf = ({ workspaceId, connector, action }: SampleName): string => `${workspaceId}\n${connector}\n${action}`;
