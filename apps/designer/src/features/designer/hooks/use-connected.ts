import { useWorkbench } from '../components/workbench-context.ts';
import { type StepTemplate, withOnlyConnection } from '../model/step-templates.ts';
import { useNewestConnections } from './use-newest-connections.ts';

/** Gives a step the connection that it could only mean, also one that was made a moment ago. */
export function useConnected(): (template: StepTemplate, then: (connected: StepTemplate) => void) => void {
  const { connectors } = useWorkbench();
  const readConnections = useNewestConnections();
  return (template, then) =>
    void readConnections().then((connections) => then(withOnlyConnection(template, { connectors, connections })));
}
