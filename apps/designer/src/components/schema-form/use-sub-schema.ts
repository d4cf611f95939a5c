import type { JsonObject } from '@millrace/machine';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { use } from 'react';
import type { Asked } from '../../lib/hints.ts';
import { connectorSchemaQuery } from '../../lib/queries/connector-schema.ts';
import { ConnectorQuestionsContext } from './connector-questions.ts';
import { questionOf } from './model/sub-schema.ts';
import type { OptionSource } from './option-source.ts';

/** What is known of the fields inside a field. `fields` are the titles of others. */
export type SubSchema =
  | { readonly kind: 'missing' | 'mapped'; readonly fields: readonly string[] }
  | { readonly kind: 'unconnected' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly why: string; readonly retry: () => void }
  /** `answers` tells one answer from that to another question. */
  | { readonly kind: 'known'; readonly schema: JsonObject; readonly answers: string };

/** Who types what the answer depends on is not finished with every letter. */
const TYPING_MS = 400;

const UNCONNECTED = { kind: 'unconnected' } as const;
const isConnected = ({ needsConnection = false, connection }: OptionSource): boolean =>
  !needsConnection || connection !== undefined;

/** Asks the service what is inside a field, and again when what it depends on changes. */
export function useSubSchema(asked: Asked, source: OptionSource): SubSchema {
  const { connector, version, connection, schema, input } = source;
  const { readSchema } = use(ConnectorQuestionsContext);
  const question = isConnected(source) ? questionOf(asked, { schema, input }) : UNCONNECTED;
  const request = { connector, version, connection, source: asked.action, input: {} };
  const current = question.kind === 'ready' ? { ...request, input: question.input } : undefined;
  const key = JSON.stringify(current ?? {});
  const [settledKey] = useDebouncedValue(key, TYPING_MS);
  const isSettled = settledKey === key;
  const { data, error, isFetching, refetch } = useQuery({
    ...connectorSchemaQuery(current ?? request, readSchema),
    enabled: current !== undefined && isSettled,
  });
  if (question.kind !== 'ready') return question;
  if (data !== undefined) return { kind: 'known', schema: data, answers: key };
  if (error === null || isFetching || !isSettled) return { kind: 'asking' };
  return { kind: 'failed', why: error.message, retry: () => void refetch() };
}
