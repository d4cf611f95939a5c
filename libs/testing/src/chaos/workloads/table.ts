import type { CastMachine } from '../random-machines/cast.ts';
import { codeStepWorkload } from './code-step.ts';
import { compensatedWorkload, undoneWorkload } from './compensated.ts';
import { fanOutWorkload } from './fan-out.ts';
import { fileWorkload } from './file.ts';
import { apiWorkload, fiveTasksWorkload } from './five-tasks.ts';
import { orderedWorkload } from './ordered.ts';
import { poisonWorkload } from './poison.ts';
import { randomMachinesWorkload } from './random.ts';
import { scheduledWorkload } from './scheduled.ts';
import { secretWorkload } from './secret.ts';
import { acceptedWorkload, synchronousWorkload } from './single-task.ts';
import { subWorkflowWorkload } from './sub-workflow.ts';
import { taskTokenWorkload } from './task-token.ts';
import { cancelledWorkload, parkedRetryWorkload, waitsWorkload } from './waits.ts';
import type { Workload } from './workload.ts';

/** What is the same whatever the seed. To switch one on, set its `isOn`. */
const WORKLOADS: readonly Workload[] = [
  acceptedWorkload,
  synchronousWorkload,
  fiveTasksWorkload,
  apiWorkload,
  waitsWorkload,
  parkedRetryWorkload,
  cancelledWorkload,
  poisonWorkload,
  secretWorkload,
  fanOutWorkload,
  taskTokenWorkload,
  subWorkflowWorkload,
  compensatedWorkload,
  undoneWorkload,
  orderedWorkload,
  scheduledWorkload,
  codeStepWorkload,
  fileWorkload,
];

/** All traffic: a third of it are random machines. */
export function workloadsOf(machines: readonly CastMachine[]): readonly Workload[] {
  const on = WORKLOADS.filter(({ isOn }) => isOn);
  return [
    ...WORKLOADS,
    randomMachinesWorkload(
      machines,
      on.reduce((sum, { share }) => sum + share, 0),
    ),
  ];
}
