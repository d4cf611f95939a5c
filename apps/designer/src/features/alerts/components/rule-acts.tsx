import { ActionIcon, Menu } from '@mantine/core';
import {
  IconBell,
  IconBellOff,
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { showError } from '../../../components/show-error.ts';
import type { AlertRule, AlertRuleChange } from '../../../lib/contract.ts';
import { ALERTS_KEY, changeAlertRule, removeAlertRule } from '../../../lib/queries/alerts.ts';
import { useTranslation } from '../../../lib/use-translation.ts';

const HOUR_MS = 3_600_000;

interface Props {
  readonly rule: AlertRule;
  /** Absent while another one is written. */
  readonly onEdit: (() => void) | undefined;
}

/** What can be done with a rule. */
export function RuleActs({ rule, onEdit }: Props): ReactElement {
  const { t } = useTranslation('alerts');
  const cache = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const onSuccess = (): Promise<void> => cache.invalidateQueries({ queryKey: ALERTS_KEY });
  const change = useMutation({
    mutationFn: (body: AlertRuleChange) => changeAlertRule(rule.id, body),
    onSuccess,
    onError: showError,
  });
  const removal = useMutation({ mutationFn: () => removeAlertRule(rule.id), onSuccess });
  const mute = (hours: number): void => change.mutate({ mutedUntil: hoursFromNow(hours) });
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={t('rules.more', { name: rule.name })} loading={change.isPending}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={16} aria-hidden="true" />}
            disabled={onEdit === undefined}
            onClick={onEdit}
          >
            {t('rules.edit')}
          </Menu.Item>
          {rule.state === 'muted' ? (
            <Menu.Item
              leftSection={<IconBell size={16} aria-hidden="true" />}
              onClick={() => change.mutate({ mutedUntil: null })}
            >
              {t('rules.unmute')}
            </Menu.Item>
          ) : (
            ([1, 24] as const).map((hours) => (
              <Menu.Item
                key={hours}
                leftSection={<IconBellOff size={16} aria-hidden="true" />}
                onClick={() => mute(hours)}
              >
                {t(`rules.mute${hours}`)}
              </Menu.Item>
            ))
          )}
          <OnOff isOn={rule.isEnabled} onChange={(isEnabled) => change.mutate({ isEnabled })} />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden="true" />}
            onClick={() => setRemoving(true)}
          >
            {t('rules.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isRemoving && (
        <ConfirmDialog
          title={t('rules.removeTitle')}
          text={t('rules.removeText')}
          confirm={t('rules.remove')}
          isDangerous
          isPending={removal.isPending}
          error={removal.error}
          onConfirm={() => removal.mutate()}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  );
}

const hoursFromNow = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

interface OnOffProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function OnOff({ isOn, onChange }: OnOffProps): ReactElement {
  const { t } = useTranslation('alerts');
  const Icon = isOn ? IconPlayerPause : IconPlayerPlay;
  return (
    <Menu.Item leftSection={<Icon size={16} aria-hidden="true" />} onClick={() => onChange(!isOn)}>
      {t(isOn ? 'rules.off' : 'rules.on')}
    </Menu.Item>
  );
}
