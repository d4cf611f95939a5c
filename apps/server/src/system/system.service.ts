import { Inject, Injectable } from '@nestjs/common';
import type { Actor, InstanceStore } from '@millrace/runtime';
import { DispatchGate } from '../platform/dispatch-gate.ts';
import type { DoorSettings } from '../platform/settings.ts';
import { INSTANCE_STORE, SETTINGS } from '../platform/tokens.ts';
import { toSystemDto, type SystemDto } from './system.dto.ts';

/** The installation as a whole. */
@Injectable()
export class SystemService {
  constructor(
    @Inject(INSTANCE_STORE) private readonly instance: InstanceStore,
    @Inject(SETTINGS) private readonly settings: DoorSettings,
    private readonly gate: DispatchGate,
  ) {}

  async read(): Promise<SystemDto> {
    return toSystemDto(this.settings.version, await this.instance.read());
  }

  async resume({ name }: Actor): Promise<SystemDto> {
    return toSystemDto(this.settings.version, await this.gate.resume({ by: name }));
  }
}
