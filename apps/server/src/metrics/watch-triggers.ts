import type { TriggerKeeper } from '@millrace/runtime';
import type { Metrics } from './metrics.ts';

/** Shows what the triggers of this process do. */
export function watchTriggers(triggers: Pick<TriggerKeeper, 'status'>, metrics: Metrics): void {
  metrics.watch(
    { name: 'millrace_trigger_polls_running', help: 'Polls of connector triggers under way in this process.' },
    () => triggers.status().polls,
  );
  metrics.watch(
    { name: 'millrace_trigger_streams_open', help: 'Streams of connector triggers that this process listens to.' },
    () => triggers.status().streams,
  );
}
