import { Button, Group, Select } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '../../../lib/use-translation.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { mayPromoteTo, nextWorkspace, sortWorkspaces } from '../../../components/environments/model/environment.ts';
import '../../../components/environments/words.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import type { Promotion, Workspace } from '../../../lib/contract.ts';
import {
  promoteVersion,
  promotionPreviewQuery,
  type ReadPromotionPreview,
  type VersionAddress,
  workspacesQuery,
} from '../../../lib/queries/workspaces.ts';
import { mappingOf, obstacleOf } from '../model/promotion.ts';
import { ConnectionMapping } from './connection-mapping.tsx';
import { PromotionChanges } from './promotion-changes.tsx';
import { PromotionDone } from './promotion-done.tsx';
import { PromotionLacks } from './promotion-lacks.tsx';
import { PromotionOptions, type PromotionWish } from './promotion-options.tsx';
import styles from './promote-dialog.module.css';

interface Props {
  readonly version: VersionAddress;
  readonly onClose: () => void;
}

/** Takes a version into another environment: which connections it uses there, what it lacks, what changes. */
export function PromoteDialog({ version, onClose }: Props): ReactElement {
  const { t } = useTranslation('environments');
  const { data, error } = useQuery(workspacesQuery);
  const [promoted, setPromoted] = useState<Promotion>();
  const [asked, ask] = useState<string>();
  const workspaces = data?.items ?? [];
  const slug = asked ?? nextWorkspace(workspaces)?.slug;
  const target = workspaces.find((one) => one.slug === slug);
  if (promoted !== undefined && target !== undefined)
    return <PromotionDone {...{ version, promoted, target, onClose }} />;
  return (
    <Dialog title={t('promote.title', { number: version.number })} size="lg" onClose={onClose}>
      {error !== null && <ProblemAlert error={error} />}
      <TargetPicker workspaces={workspaces} slug={slug} onPick={ask} />
      {target !== undefined && <Plan key={target.slug} {...{ version, target, onClose }} onDone={setPromoted} />}
    </Dialog>
  );
}

interface TargetProps {
  readonly workspaces: readonly Workspace[];
  readonly slug: string | undefined;
  readonly onPick: (slug: string) => void;
}

function TargetPicker({ workspaces, slug, onPick }: TargetProps): ReactElement {
  const { t } = useTranslation('environments');
  const others = sortWorkspaces(workspaces).filter(({ isCurrent }) => !isCurrent);
  return (
    <Select
      label={t('promote.to')}
      value={slug ?? null}
      allowDeselect={false}
      data-autofocus
      data={others.map((one) => {
        const name = `${one.name} · ${t(`stage.${one.stage}`)}`;
        const isOpen = mayPromoteTo(one);
        return { value: one.slug, label: isOpen ? name : t('promote.noRights', { name }), disabled: !isOpen };
      })}
      onChange={(picked) => {
        if (picked !== null) onPick(picked);
      }}
    />
  );
}

interface PlanProps {
  readonly version: VersionAddress;
  readonly target: Workspace;
  readonly onClose: () => void;
  readonly onDone: (promoted: Promotion) => void;
}

function Plan({ version, target, onClose, onDone }: PlanProps): ReactElement {
  const { t } = useTranslation('environments');
  const [chosen, choose] = useState<Readonly<Record<string, string>>>({});
  const [wish, setWish] = useState<PromotionWish>({ publish: true, overwrite: false, note: '' });
  const query = promotionPreviewQuery(version, target.slug, chosen);
  const { data: preview, error, refetch } = useQuery({ ...query, placeholderData: keepPreviousData });
  const publish = wish.publish && preview !== undefined && obstacleOf(preview) === undefined;
  const promotion = useMutation({
    mutationFn: (read: ReadPromotionPreview) =>
      promoteVersion(version, {
        ...{ workspace: target.slug, connections: mappingOf(read), publish },
        ...(publish && wish.note.trim() !== '' ? { note: wish.note.trim() } : {}),
        overwrite: wish.overwrite && read.draft === 'changed',
      }),
    onSuccess: onDone,
    // What it met was not there when the preview was read.
    onError: () => void refetch(),
  });
  if (error !== null && preview === undefined) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (preview === undefined) return <Skeleton rows={4} />;
  const isHeldUp = preview.draft === 'changed' && !wish.overwrite;
  const send = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    if (!promotion.isPending && !isHeldUp) promotion.mutate(preview);
  };
  return (
    <form className={styles.plan} onSubmit={send} noValidate>
      <ConnectionMapping
        preview={preview}
        onChoose={(name, there) => choose((before) => ({ ...before, [name]: there }))}
      />
      <PromotionLacks preview={preview} />
      <PromotionChanges preview={preview} willBeLive={publish} />
      <PromotionOptions preview={preview} wish={wish} onWish={setWish} />
      {promotion.error !== null && <ProblemAlert error={promotion.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('cancel', { ns: 'common' })}
        </Button>
        <Button type="submit" disabled={isHeldUp} aria-busy={promotion.isPending}>
          {t(publish ? 'promote.confirm' : 'promote.confirmDraft', { name: target.name })}
        </Button>
      </Group>
    </form>
  );
}
