import type { Compensate, JsonObject, TaskState } from '@millrace/machine';
import type { ConnectorDescription } from '../../../lib/contract.ts';
import { findAction } from '../../../lib/find-action.ts';

/** What a connector offers to undo an action with. */
interface UndoOffer {
  /** The title of the action that undoes. */
  readonly title: string;
  readonly compensate: Compensate;
}

/** The default of the step's action: one click takes it. */
export function undoOffer(state: TaskState, connectors: readonly ConnectorDescription[]): UndoOffer | undefined {
  const found = findAction(connectors, state.Resource);
  const offer = found?.action.compensate;
  if (found === undefined || offer === undefined) return undefined;
  const action = found.connector.actions.find(({ name }) => name === offer.action);
  return {
    title: action?.title ?? offer.action,
    compensate: {
      Resource: `connector:${found.connector.name}/${offer.action}`,
      ...(state.Credentials === undefined ? {} : { Credentials: state.Credentials }),
      Arguments: offer.arguments as JsonObject,
    },
  };
}

/** The actions that may undo a step: those of its own connector that change something, then the others' of the workflow. */
export function undoActions(
  state: TaskState,
  connectors: readonly ConnectorDescription[],
): readonly { readonly resource: string; readonly title: string; readonly group: string }[] {
  const own = findAction(connectors, state.Resource)?.connector;
  const ordered = own === undefined ? connectors : [own, ...connectors.filter((connector) => connector !== own)];
  return ordered.flatMap((connector) =>
    connector.actions
      .filter(({ effects }) => effects === 'write')
      .map(({ name, title }) => ({
        resource: `connector:${connector.name}/${name}`,
        title,
        group: connector.title,
      })),
  );
}
