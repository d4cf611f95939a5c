import { SETTING_TABLE } from '../config.ts';
import type { JsonLimits } from '../http/json-body.ts';

const { maxJsonDepth, maxJsonMembers } = SETTING_TABLE;

/** As an installation without settings has them. */
export const DEFAULT_JSON_LIMITS: JsonLimits = {
  depth: { most: maxJsonDepth.default, setting: maxJsonDepth.name },
  members: { most: maxJsonMembers.default, setting: maxJsonMembers.name },
};
