import type { Machine, WorkflowDocument } from '@millrace/machine';
import type { MachineBuilder } from './machine.ts';
import { aMachine } from './machine.ts';

/** A document around a machine; without one, around a machine that hands its input on. */
export function aWorkflow(
  machine: Machine | MachineBuilder = aMachine().pass('Echo'),
  members: Partial<Omit<WorkflowDocument, 'machine' | 'millrace'>> = {},
): WorkflowDocument {
  return { millrace: 1, name: 'orders', ...members, machine: 'build' in machine ? machine.build() : machine };
}
