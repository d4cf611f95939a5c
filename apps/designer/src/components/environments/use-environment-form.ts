import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from '../../lib/use-translation.ts';
import { ApiError } from '../../lib/api-error.ts';
import type { Stage, Workspace } from '../../lib/contract.ts';
import { sessionQuery } from '../../lib/queries/session.ts';
import { changeWorkspace, createWorkspace, workspacesQuery } from '../../lib/queries/workspaces.ts';
import { addressOf, isSlug } from './model/environment.ts';

interface Values {
  readonly name: string;
  readonly stage: Stage;
  /** Follows the name until somebody writes one. */
  readonly slug: string;
}

/** What a form of an environment knows. */
export interface EnvironmentForm {
  readonly values: Values;
  readonly set: (change: Partial<Values>) => void;
  readonly nameError: string | undefined;
  readonly slugError: string | undefined;
  /** What the server said, unless a field says it. */
  readonly error: Error | undefined;
  readonly isSaving: boolean;
  readonly submit: (event: { preventDefault: () => void }) => void;
}

/** What somebody who has one environment lacks. */
const NEW = { name: '', stage: 'production' } as const;

function valuesOf(
  { name, stage, slug }: Pick<Workspace, 'name' | 'stage'> & Partial<Pick<Workspace, 'slug'>>,
  given: Partial<Values>,
): Values {
  const values = { name, stage, ...given };
  return { ...values, slug: slug ?? given.slug ?? addressOf(values.name) };
}

/** Makes an environment, or changes one. */
export function useEnvironmentForm(workspace: Workspace | undefined, onDone: () => void): EnvironmentForm {
  const { t } = useTranslation('environments');
  const cache = useQueryClient();
  const [given, give] = useState<Partial<Values>>({});
  const [isAsked, ask] = useState(false);
  const values = valuesOf(workspace ?? NEW, given);
  const { name } = values;
  const saving = useMutation({
    mutationFn: () => save(workspace, { ...values, name: name.trim() }),
    onSuccess: async (saved) => {
      await cache.invalidateQueries({ queryKey: workspacesQuery.queryKey });
      await cache.invalidateQueries({ queryKey: sessionQuery.queryKey });
      const said = workspace === undefined ? 'settings.created' : 'settings.saved';
      notifications.show({ message: t(said, { name: saved.name }) });
      onDone();
    },
  });
  const [isNamed, isPlaced] = [name.trim() !== '', isSlug(values.slug)];
  const taken = takenBy(saving.error);
  return {
    ...{ values, isSaving: saving.isPending },
    set: (change) => give((before) => ({ ...before, ...change })),
    nameError: isAsked && !isNamed ? t('form.nameMissing') : undefined,
    slugError: isAsked && isNamed && !isPlaced ? t('form.slugInvalid') : taken,
    error: taken === undefined && saving.error !== null ? saving.error : undefined,
    submit: (event) => {
      event.preventDefault();
      ask(true);
      if (isNamed && isPlaced && !saving.isPending) saving.mutate();
    },
  };
}

const takenBy = (error: Error | null): string | undefined =>
  error instanceof ApiError && error.code === 'workspace.slug_taken' ? error.message : undefined;

function save(workspace: Workspace | undefined, { name, stage, slug }: Values): Promise<Workspace> {
  return workspace === undefined ? createWorkspace({ slug, name, stage }) : changeWorkspace(slug, { name, stage });
}
