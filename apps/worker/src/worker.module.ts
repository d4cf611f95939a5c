import 'reflect-metadata';
import type { Execution } from '@millrace/server/execution';
import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HealthPort } from './health-port.ts';

const EXECUTION = Symbol('Execution');

/** Executes runs from the start of the application to its end. */
@Injectable()
class Worker implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(EXECUTION) private readonly execution: Execution,
    private readonly healthPort: HealthPort,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { execution } = this;
    const healthUrl = await this.healthPort.open();
    await execution.start();
    const { workerId } = execution;
    execution.log.info(healthUrl === undefined ? { workerId } : { workerId, healthUrl }, 'The worker takes runs');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.healthPort.noteDraining();
    await this.execution.drain();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.healthPort.close();
    // Before the log is closed, too.
    this.execution.log.info('The worker has stopped');
    await this.execution.close();
  }
}

@Module({})
export class WorkerModule {
  static register(execution: Execution): DynamicModule {
    return {
      module: WorkerModule,
      providers: [
        { provide: EXECUTION, useValue: execution },
        { provide: HealthPort, useValue: new HealthPort(execution) },
        Worker,
      ],
    };
  }
}
