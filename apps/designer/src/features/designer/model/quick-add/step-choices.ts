// Everything that can be added, replaced by or dropped: the flow's own steps, then each action of each connector.
import type { State } from '@millrace/machine';
import type { ConnectorDescription } from '../../../../lib/contract.ts';
import type { StepTemplate } from '../step-templates.ts';

/** A step as it is offered. */
export interface StepChoice extends StepTemplate {
  readonly id: string;
  readonly description: string;
  /** The connector of an action; absent for what is no connector's. */
  readonly of?: ConnectorDescription | undefined;
  /** Whose mark it has. */
  readonly marked?: ConnectorDescription;
  /** Adds more than one state: the way back of a loop goes with its question. */
  readonly isRepeat?: boolean;
}

type Word = (key: string) => string;

/** The product's own connector; its actions stand among the steps of the flow. */
const OWN = 'core';
export const RESPOND = `connector:${OWN}/respond`;

/** Steps of the flow in the words of the product, in the order in which they are offered. */
const FLOW: readonly { readonly id: string; readonly state: State; readonly keepsResult?: boolean }[] = [
  { id: 'Pass', state: { Type: 'Pass', Output: '{% $states.input %}' } },
  { id: 'Choice', state: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: '' }] } },
  {
    id: 'Map',
    state: { Type: 'Map', Items: '{% $states.input %}', ItemProcessor: { StartAt: '', States: {} }, End: true },
  },
  { id: 'repeat', state: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: '' }] } },
  {
    id: 'Parallel',
    state: {
      Type: 'Parallel',
      Branches: [
        { StartAt: '', States: {} },
        { StartAt: '', States: {} },
      ],
      End: true,
    },
  },
  { id: 'Wait', state: { Type: 'Wait', Seconds: 60 } },
  {
    id: 'code',
    state: {
      Type: 'Task',
      Resource: 'code:javascript',
      Arguments: { source: '(input) => input', input: '{% $states.input %}' },
    },
    keepsResult: true,
  },
  { id: 'workflow', state: { Type: 'Task', Resource: 'workflow:' }, keepsResult: true },
  { id: 'Succeed', state: { Type: 'Succeed' } },
  { id: 'Fail', state: { Type: 'Fail', Error: 'Rejected', Cause: '' } },
];

function flowChoices(word: Word): readonly StepChoice[] {
  return FLOW.map(({ id, state, keepsResult = false }) => ({
    id: `flow:${id}`,
    title: word(`step.${id}`),
    description: word(`stepText.${id}`),
    state,
    keepsResult,
    ...(id === 'repeat' ? { isRepeat: true } : {}),
  }));
}

function actionChoices(connector: ConnectorDescription): readonly StepChoice[] {
  return connector.actions.map((action) => {
    const id = `connector:${connector.name}/${action.name}`;
    return {
      id,
      title: action.title,
      description: action.description,
      ...(connector.name === OWN ? {} : { of: connector }),
      marked: connector,
      state: {
        Type: 'Task',
        Resource: id,
        Arguments: id === RESPOND ? { status: 200, body: '{% $states.input %}' } : {},
      },
      keepsResult: connector.name !== OWN,
      connector: { name: connector.name, version: connector.version },
    };
  });
}

/** Everything that can be added. */
export function stepChoices(connectors: readonly ConnectorDescription[], word: Word): readonly StepChoice[] {
  const own = connectors.filter(({ name }) => name === OWN);
  const others = connectors.filter(({ name }) => name !== OWN);
  return [...flowChoices(word), ...[...own, ...others].flatMap(actionChoices)];
}
