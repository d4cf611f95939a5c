/** Every colour, size and font of the product. CSS reads them as `--mr-*`; no other file holds a hex value. */

/** Name of a token without its `--mr-` prefix. */
export type ColorToken = keyof typeof LIGHT;

/** Colours of the light theme. */
export const LIGHT = {
  'bg-canvas': '#F6F7F9',
  'bg-surface': '#FFFFFF',
  'bg-raised': '#FFFFFF',
  'bg-sunken': '#EFF1F4',
  'bg-hover': '#F1F3F6',
  'bg-selected': '#EEEDFD',
  'bg-tooltip': '#14181F',
  'text-tooltip': '#FFFFFF',
  scrim: 'rgb(16 24 40 / .40)',
  'border-subtle': '#DFE3E8',
  'border-control': '#7F8A9A',
  'border-raised': '#DFE3E8',
  'text-1': '#14181F',
  'text-2': '#475063',
  'text-3': '#626C7E',
  'text-on-fill': '#FFFFFF',
  accent: '#4F46E5',
  'accent-fill': '#4F46E5',
  'accent-fill-hover': '#4338CA',
  'accent-tint': '#EEEDFD',
  'danger-fill': '#C81E3A',
  'danger-fill-hover': '#A8182F',
  'state-success': '#137238',
  'state-success-tint': '#E7F6EC',
  'state-failed': '#C81E3A',
  'state-failed-tint': '#FDECEF',
  'state-running': '#1D63D8',
  'state-running-tint': '#E8F0FE',
  'state-waiting': '#7A3FC4',
  'state-waiting-tint': '#F3ECFC',
  'state-warning': '#A15C07',
  'state-warning-tint': '#FCF3E3',
  'state-queued': '#5B6576',
  'state-queued-tint': '#EEF0F3',
  'state-neutral': '#626C7E',
  'state-neutral-tint': '#F1F3F5',
  'syntax-operator': '#7A3FC4',
  'syntax-string': '#137238',
  'syntax-number': '#A15C07',
  'syntax-function': '#1D63D8',
  'syntax-variable': '#0E6A85',
  'syntax-comment': '#626C7E',
  'chart-4': '#0E7490',
  'chart-5': '#B45309',
  'chart-6': '#7A3FC4',
  shadow: '0 1px 2px rgb(16 24 40 / .06), 0 8px 24px rgb(16 24 40 / .10)',
} as const;

/** Colours of the dark theme. */
export const DARK: Record<ColorToken, string> = {
  'bg-canvas': '#0E1116',
  'bg-surface': '#161A21',
  'bg-raised': '#1C212A',
  'bg-sunken': '#0A0D11',
  'bg-hover': '#1F252F',
  'bg-selected': '#1E1F3D',
  'bg-tooltip': '#E7EAEF',
  'text-tooltip': '#14181F',
  scrim: 'rgb(0 0 0 / .60)',
  'border-subtle': '#2A313C',
  'border-control': '#667182',
  'border-raised': '#667182',
  'text-1': '#E7EAEF',
  'text-2': '#A9B2C0',
  'text-3': '#8690A0',
  'text-on-fill': '#FFFFFF',
  accent: '#8B8CFF',
  'accent-fill': '#5B5BF0',
  'accent-fill-hover': '#4F46E5',
  'accent-tint': '#1E1F3D',
  'danger-fill': '#D6304A',
  'danger-fill-hover': '#C0263F',
  'state-success': '#3FBF6B',
  'state-success-tint': '#12261A',
  'state-failed': '#FF6B7F',
  'state-failed-tint': '#2C151A',
  'state-running': '#5AA2FF',
  'state-running-tint': '#13233A',
  'state-waiting': '#B58CFF',
  'state-waiting-tint': '#221A33',
  'state-warning': '#E6A23C',
  'state-warning-tint': '#2A2113',
  'state-queued': '#97A1B2',
  'state-queued-tint': '#1E242D',
  'state-neutral': '#8690A0',
  'state-neutral-tint': '#1B2028',
  'syntax-operator': '#B58CFF',
  'syntax-string': '#3FBF6B',
  'syntax-number': '#E6A23C',
  'syntax-function': '#5AA2FF',
  'syntax-variable': '#4CC4DE',
  'syntax-comment': '#8690A0',
  'chart-4': '#38BDD8',
  'chart-5': '#F0A35E',
  'chart-6': '#B58CFF',
  shadow: 'none',
};

/** Mantine's ten accent shades; `primaryShade` is 6 in light and 5 in dark. */
export const ACCENT_SHADES = [
  '#EEEDFD',
  '#DDDBFB',
  '#BDB9F7',
  '#A29DF3',
  '#8B8CFF',
  '#5B5BF0',
  '#4F46E5',
  '#4338CA',
  '#3730A3',
  '#2E2A80',
] as const;

const UI = "'Inter Variable', 'Inter', system-ui, sans-serif";
const MONO = "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace";

/** Sizes, type and motion: the same in both themes. */
const SHAPE = {
  'font-ui': UI,
  'font-mono': MONO,
  'type-caption': `400 11px/16px ${UI}`,
  'type-table': `400 12px/16px ${UI}`,
  'type-body': `400 13px/20px ${UI}`,
  'type-input': `400 14px/20px ${UI}`,
  'type-panel': `600 14px/20px ${UI}`,
  'type-section': `600 16px/24px ${UI}`,
  'type-page': `600 20px/28px ${UI}`,
  'type-kpi': `600 28px/32px ${UI}`,
  'type-code': `400 12px/20px ${MONO}`,
  'space-4': '4px',
  'space-8': '8px',
  'space-12': '12px',
  'space-16': '16px',
  'space-24': '24px',
  'space-32': '32px',
  'space-48': '48px',
  'radius-chip': '4px',
  'radius-control': '6px',
  'radius-card': '8px',
  'radius-dialog': '12px',
  'control-height': '32px',
  'row-height': '36px',
  'motion-press': '120ms ease-out',
  'motion-panel': '180ms ease-out',
} as const;

const COMFORTABLE = { 'control-height': '36px', 'row-height': '44px' };
const STILL = { 'motion-press': '0ms', 'motion-panel': '0ms' };

/** Where a person's own colours are forced: what draws itself uses them too, and says by shape and pattern what it said by colour. */
const FORCED = Object.fromEntries(
  Object.keys(LIGHT)
    .filter((name) => name !== 'shadow' && name !== 'scrim')
    .map((name) => [name, forcedColorOf(name)]),
);

function forcedColorOf(name: string): string {
  if (name === 'accent') return 'Highlight';
  return /^bg-|-tint$|-fill|text-on-fill|text-tooltip/.test(name) ? 'Canvas' : 'CanvasText';
}

function declarations(tokens: Readonly<Record<string, string>>): string {
  return Object.entries(tokens)
    .map(([name, value]) => `--mr-${name}:${value};`)
    .join('');
}

/** The style sheet that declares every token. Served by Vite as `virtual:tokens.css`. */
export function tokensCss(): string {
  const dark = `color-scheme:dark;${declarations(DARK)}`;
  return [
    `:root{color-scheme:light;${declarations(SHAPE)}${declarations(LIGHT)}}`,
    `:root[data-mantine-color-scheme='dark']{${dark}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-mantine-color-scheme]){${dark}}}`,
    `:root[data-density='comfortable']{${declarations(COMFORTABLE)}}`,
    `@media (prefers-reduced-motion:reduce){:root{${declarations(STILL)}}}`,
    // Stronger than a theme that was chosen.
    `@media (prefers-contrast:more){:root:root:root{--mr-text-2:var(--mr-text-1);--mr-text-3:var(--mr-text-1);--mr-border-subtle:var(--mr-border-control);}}`,
    `@media (forced-colors:active){:root:root:root{${declarations(FORCED)}}}`,
  ].join('\n');
}
