import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../http/access.decorator.ts';
import { mayDo } from '../http/permissions.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { SETTINGS } from '../platform/tokens.ts';
import { LiveStreams } from '../runs/live-streams.ts';
import { LogRing } from './log-ring.ts';
import type { LogFilter } from './log-line.ts';
import { tailLog } from './tail-log.ts';

/** Live streams of the lines that this process logs. */
@Injectable()
export class LogsService {
  constructor(
    private readonly ring: LogRing,
    @Inject(SETTINGS) private readonly settings: Pick<DoorSettings, 'logLevel'>,
    private readonly streams: LiveStreams,
  ) {}

  follow(caller: Caller, filter: LogFilter): void {
    const about = { kind: 'process', host: hostname(), pid: process.pid, level: this.settings.logLevel };
    this.streams.open(caller, {
      isStill: (now) => mayDo(now, 'instance.operate'),
      subscribe: (stream) => {
        stream.send('process', () => JSON.stringify(about));
        return tailLog(this.ring, filter, stream);
      },
    });
  }
}
