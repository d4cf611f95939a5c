import { z } from 'zod';
import { named } from '../http/api-schemas.ts';
import { finding } from '../http/problem.dto.ts';

export const validationDto = named('Validation', z.object({ problems: z.array(finding) }));
export type ValidationDto = z.infer<typeof validationDto>;
