import { codeStepWorkload } from './code-step.ts';
import { compensatedWorkload, undoneWorkload } from './compensated.ts';
import { fanOutWorkload } from './fan-out.ts';
import { apiWorkload, fiveTasksWorkload } from './five-tasks.ts';
import { orderedWorkload } from './ordered.ts';
import { poisonWorkload } from './poison.ts';
import { scheduledWorkload } from './scheduled.ts';
import { secretWorkload } from './secret.ts';
import { acceptedWorkload, synchronousWorkload } from './single-task.ts';
import { subWorkflowWorkload } from './sub-workflow.ts';
import { taskTokenWorkload } from './task-token.ts';
import { cancelledWorkload, parkedRetryWorkload, waitsWorkload } from './waits.ts';
import type { Workload } from './workload.ts';

/** All traffic. To switch one on, set its `isOn`. */
export const WORKLOADS: readonly Workload[] = [
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
];
