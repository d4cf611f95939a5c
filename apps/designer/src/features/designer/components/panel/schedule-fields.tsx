import { SegmentedControl, Select } from '@mantine/core';
import type { ScheduleTrigger } from '@millrace/machine';
import { type ReactElement, useMemo } from 'react';
import { NumberField } from '../../../../components/number-field.tsx';
import { useTranslation } from '../../../../lib/use-translation.ts';
import { membersBeside, withMember } from '../../model/with-member.ts';
import { useMessages } from '../form/use-messages.ts';
import { MoreMembers } from './json-note.tsx';
import { ScheduleTimes } from './schedule-times.tsx';
import type { TriggerProps } from './trigger-panel.tsx';
import { pathOfMember, TextMember } from './trigger-parts.tsx';

const MISFIRES = ['fireOnce', 'skip', 'fireAll'] as const;
const SHOWN = ['type', 'cron', 'timeZone', 'everySeconds', 'misfire'];

/** A clock: times of the calendar, or a distance between two runs. */
export function ScheduleFields({ id, trigger, onChange }: TriggerProps<ScheduleTrigger>): ReactElement {
  const { t } = useTranslation('designer');
  const kind = trigger.everySeconds === undefined ? 'cron' : 'every';
  const { cron: _cron, timeZone: _timeZone, everySeconds: _everySeconds, ...rest } = trigger;
  const misfire = trigger.misfire ?? 'fireOnce';
  return (
    <>
      <SegmentedControl
        fullWidth
        data={(['cron', 'every'] as const).map((value) => ({ value, label: t(`trigger.schedule.${value}`) }))}
        value={kind}
        aria-label={t('trigger.schedule.kind')}
        onChange={(next) =>
          onChange(next === 'cron' ? { ...rest, cron: '0 9 * * *' } : { ...rest, everySeconds: 3600 }, 'kind')
        }
      />
      {kind === 'cron' ? (
        <CalendarFields id={id} trigger={trigger} onChange={onChange} />
      ) : (
        <EveryField id={id} trigger={trigger} onChange={onChange} />
      )}
      <Select
        label={t('trigger.schedule.misfire')}
        description={t('trigger.schedule.misfireHelp')}
        data={MISFIRES.map((value) => ({ value, label: t(`trigger.schedule.${value}`) }))}
        value={misfire}
        allowDeselect={false}
        onChange={(next) =>
          onChange({ ...trigger, misfire: MISFIRES.find((known) => known === next) ?? misfire }, 'misfire')
        }
      />
      <MoreMembers names={membersBeside(trigger, SHOWN)} />
    </>
  );
}

type FieldProps = Pick<TriggerProps<ScheduleTrigger>, 'id' | 'trigger' | 'onChange'>;

function CalendarFields({ id, trigger, onChange }: FieldProps): ReactElement {
  const { t } = useTranslation('designer');
  return (
    <>
      <TextMember
        id={id}
        name="cron"
        label={t('trigger.schedule.cronText')}
        help={t('trigger.schedule.cronHelp')}
        value={trigger.cron}
        onChange={(cron) => onChange({ ...trigger, cron }, 'cron')}
      />
      <ZoneField id={id} trigger={trigger} onChange={onChange} />
      {trigger.cron !== undefined && <ScheduleTimes cron={trigger.cron} timeZone={trigger.timeZone} />}
    </>
  );
}

/** Every zone that this browser knows, and whichever the document names. */
function ZoneField({ id, trigger, onChange }: FieldProps): ReactElement {
  const { t } = useTranslation('designer');
  const path = pathOfMember(id, 'timeZone');
  const messages = useMessages(path);
  const zone = trigger.timeZone;
  const zones = useMemo(() => {
    const known = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
    return zone === undefined || known.includes(zone) ? known : [...known, zone];
  }, [zone]);
  return (
    <div data-path={path}>
      <Select
        label={t('trigger.schedule.timeZone')}
        description={t('trigger.schedule.timeZoneHelp')}
        data={zones}
        value={zone ?? 'UTC'}
        searchable
        limit={200}
        allowDeselect={false}
        error={messages.length === 0 ? undefined : messages.join(' ')}
        onChange={(next) =>
          onChange(withMember(trigger, 'timeZone', next === null || next === 'UTC' ? undefined : next), 'timeZone')
        }
      />
    </div>
  );
}

function EveryField({ id, trigger, onChange }: FieldProps): ReactElement {
  const { t } = useTranslation('designer');
  const path = pathOfMember(id, 'everySeconds');
  return (
    <div data-path={path}>
      <NumberField
        label={t('trigger.schedule.everySeconds')}
        description={t('trigger.schedule.everyHelp')}
        min={10}
        allowDecimal={false}
        // What is too small is said, and not changed while somebody types.
        clampBehavior="none"
        value={trigger.everySeconds}
        error={useMessages(path).join(' ')}
        onChange={(seconds) => {
          if (seconds !== undefined) onChange({ ...trigger, everySeconds: seconds }, 'everySeconds');
        }}
      />
    </div>
  );
}
