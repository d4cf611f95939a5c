import type { StepLogLine } from '@millrace/runtime';
import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { toIsoTime } from '../http/page.ts';

const ms = z.number().optional();
const httpExchangeDto = named(
  'HttpExchange',
  z
    .object({
      method: z.string(),
      url: z.string(),
      status: z.int().optional(),
      error: z.string().optional().meta({ description: 'Why there is no whole answer: a code.' }),
      dnsMs: ms,
      connectMs: ms,
      tlsMs: ms,
      firstByteMs: ms.meta({ description: 'From sending it to the first byte of the answer.' }),
      transferMs: ms.meta({ description: 'From the first byte to the last.' }),
      durationMs: ms.meta({ description: 'All of it; absent when it had not ended with its step.' }),
      isReused: z.boolean().optional().meta({ description: 'It did not need a connection of its own.' }),
      receivedBytes: z.int().optional().meta({ description: 'Of the body as it came, mostly compressed.' }),
    })
    .meta({ description: 'One HTTP request of a step. Credentials are masked.' }),
);

export const stepLogLineDto = z.object({
  at: z.string(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
  data: z.unknown().optional(),
  http: httpExchangeDto.optional(),
});

export const toStepLogDto = (log: readonly StepLogLine[]): z.infer<typeof stepLogLineDto>[] =>
  log.map(({ atMs, ...line }) => ({ at: toIsoTime(atMs), ...line }));
