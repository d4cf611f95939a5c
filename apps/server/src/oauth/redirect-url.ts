import type { DoorSettings } from '../platform/settings.ts';

const CALLBACK_PATH = '/api/v1/oauth/callback';

/** Where services send people back to: exactly this, for all of them. */
export const redirectUrlOf = ({ publicUrl }: Pick<DoorSettings, 'publicUrl'>): string => `${publicUrl}${CALLBACK_PATH}`;
