import type { State } from '@millrace/machine';
import type { Connection, ConnectorDescription } from '../../../lib/contract.ts';

/** A step as quick add offers it. */
export interface StepTemplate {
  /** Its first name. */
  readonly title: string;
  readonly state: State;
  /** Its result goes into a variable of its own. */
  readonly keepsResult: boolean;
  readonly connector?: { readonly name: string; readonly version: string };
}
export interface StepChoice extends StepTemplate {
  readonly id: string;
  readonly group: string;
  readonly description: string;
  readonly icon:
    | { readonly kind: 'state'; readonly type: State['Type'] }
    | { readonly kind: 'connector'; readonly connector: ConnectorDescription };
}

type FlowWord = (key: string) => string;

/** State types that are steps of their own, in the words of the product. */
function flowChoices(word: FlowWord): readonly StepChoice[] {
  const flow = (type: State['Type'], state: State): StepChoice => ({
    id: `state:${type}`,
    title: word(`step.${type}`),
    description: word(`stepText.${type}`),
    group: word('quickAdd.flow'),
    icon: { kind: 'state', type },
    state,
    keepsResult: false,
  });
  return [
    flow('Pass', { Type: 'Pass', Output: '{% $states.input %}' }),
    flow('Choice', { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: '' }] }),
    flow('Wait', { Type: 'Wait', Seconds: 60 }),
    flow('Succeed', { Type: 'Succeed' }),
    flow('Fail', { Type: 'Fail', Error: 'Rejected', Cause: '' }),
  ];
}

/** Everything that can be added: the flow's own steps, then each action of each connector. */
export function stepChoices(connectors: readonly ConnectorDescription[], word: FlowWord): readonly StepChoice[] {
  const actions = connectors.flatMap((connector) =>
    connector.actions.map((action): StepChoice => {
      const resource = `connector:${connector.name}/${action.name}`;
      const answers = resource === 'connector:core/respond';
      return {
        id: resource,
        title: action.title,
        description: action.description,
        group: connector.title,
        icon: { kind: 'connector', connector },
        state: {
          Type: 'Task',
          Resource: resource,
          Arguments: answers ? { status: 200, body: '{% $states.input %}' } : {},
        },
        keepsResult: connector.name !== 'core',
        connector: { name: connector.name, version: connector.version },
      };
    }),
  );
  return [...flowChoices(word), ...actions];
}

/** Those whose words hold every word of the search; a title that begins with it first. */
export function searchChoices(choices: readonly StepChoice[], query: string): readonly StepChoice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = choices.filter(({ title, description, group }) =>
    words.every((word) => `${title} ${description} ${group}`.toLowerCase().includes(word)),
  );
  const rank = ({ title }: StepChoice): number => (title.toLowerCase().startsWith(query.trim().toLowerCase()) ? 0 : 1);
  return [...hits].sort((left, right) => rank(left) - rank(right));
}

interface Known {
  readonly connectors: readonly ConnectorDescription[];
  readonly connections: readonly Connection[];
}

/**
 * A step with its connection, where there is only one that it could mean. A connector that calls any host works without one,
 * and must not get one unasked.
 */
export function withOnlyConnection(template: StepTemplate, { connectors, connections }: Known): StepTemplate {
  const { state, connector: called } = template;
  const connector = connectors.find(({ name }) => name === called?.name);
  const own = connections.filter((connection) => connection.connector === called?.name);
  const [only] = own;
  if (connector === undefined || only === undefined || own.length > 1) return template;
  if (connector.permissions.hosts.includes('*') || state.Type !== 'Task') return template;
  return { ...template, state: { ...state, Credentials: { Connection: only.name } } };
}
