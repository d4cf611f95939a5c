import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@millrace/runtime';
import type { FastifyRequest } from 'fastify';
import { ServerError } from '../errors.ts';
import { CLOCK } from '../platform/tokens.ts';
import type { DemoCustomerDto, DemoSlowDto } from './demo.dto.ts';

const CUSTOMERS: readonly DemoCustomerDto[] = [
  { id: 'c-100', name: 'Ada Bergström', tier: 'gold', country: 'SE', creditLimit: 20_000 },
  { id: 'c-101', name: 'Bruno Okafor', tier: 'silver', country: 'NG', creditLimit: 5_000 },
  { id: 'c-102', name: 'Chiyo Tanaka', tier: 'standard', country: 'JP', creditLimit: 1_000 },
  { id: 'c-103', name: 'Dilnoza Karimova', tier: 'gold', country: 'UZ', creditLimit: 15_000 },
  { id: 'c-104', name: 'Esteban Ruiz', tier: 'standard', country: 'MX', creditLimit: 800 },
];

/** A small system to integrate with, so that examples work on a machine without a network. */
@Injectable()
export class DemoService {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  readCustomer(id: string): DemoCustomerDto {
    const customer = CUSTOMERS.find((candidate) => candidate.id === id);
    if (customer === undefined) {
      const known = CUSTOMERS.map((candidate) => candidate.id).join(', ');
      throw new ServerError('route.not_found', `There is no customer "${id}". Known are ${known}.`);
    }
    return customer;
  }

  /** Ends early when the caller has gone: nobody is left to wait for. */
  async answerSlowly(seconds: number, request: FastifyRequest): Promise<DemoSlowDto> {
    await new Promise<void>((resolve) => {
      const cancel = this.clock.schedule(seconds * 1000, resolve);
      request.raw.socket.once('close', () => {
        cancel();
        resolve();
      });
    });
    return { waitedSeconds: seconds };
  }
}
