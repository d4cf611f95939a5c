import {
  ActionIcon,
  Button,
  Combobox,
  type CSSVariablesResolver,
  createTheme,
  Menu,
  Modal,
  Notification,
  PasswordInput,
  Popover,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { i18n } from '../lib/i18n.ts';
import { ACCENT_SHADES } from './tokens.ts';

const FLOATING = { withinPortal: true, shadow: 'md' } as const;

/** Mantine writes its own heights into the element, where no style sheet reaches. */
const buttonVars = (size: unknown): Record<string, string> => {
  if (size === 'sm') return { '--button-height': 'var(--mr-control-height)', '--button-padding-x': '12px' };
  return size === 'xs' ? { '--button-height': '28px', '--button-padding-x': '8px' } : {};
};

/** Mantine's theme: our accent, sizes and defaults. Everything else comes from the tokens. */
export const theme = createTheme({
  primaryColor: 'accent',
  colors: { accent: ACCENT_SHADES },
  primaryShade: { light: 6, dark: 5 },
  defaultRadius: 6,
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
  fontFamily: 'var(--mr-font-ui)',
  fontFamilyMonospace: 'var(--mr-font-mono)',
  fontSizes: { xs: '11px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  headings: { fontWeight: '600' },
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' }, vars: (_, { size }) => ({ root: buttonVars(size) }) }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', size: 28 } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
    // A list of five hundred steps that nobody has opened costs as much as one that is open.
    Combobox: Combobox.extend({ defaultProps: { keepMounted: false } }),
    Select: Select.extend({ defaultProps: { size: 'sm', comboboxProps: FLOATING } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, events: { hover: true, focus: true, touch: false } } }),
    Menu: Menu.extend({ defaultProps: { ...FLOATING, position: 'bottom-end', offset: 4 } }),
    Popover: Popover.extend({ defaultProps: { ...FLOATING, trapFocus: true, returnFocus: true } }),
    // Mantine gives its button no name.
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': i18n.t('close') } } }),
    Modal: Modal.extend({ defaultProps: { centered: true, radius: 12, overlayProps: { backgroundOpacity: 1 } } }),
  },
});

const shared = {
  '--mantine-color-body': 'var(--mr-bg-surface)',
  '--mantine-color-text': 'var(--mr-text-1)',
  '--mantine-color-bright': 'var(--mr-text-1)',
  '--mantine-color-dimmed': 'var(--mr-text-2)',
  '--mantine-color-placeholder': 'var(--mr-text-3)',
  '--mantine-color-anchor': 'var(--mr-accent)',
  '--mantine-color-error': 'var(--mr-state-failed)',
  '--mantine-color-default': 'var(--mr-bg-surface)',
  '--mantine-color-default-hover': 'var(--mr-bg-hover)',
  '--mantine-color-default-color': 'var(--mr-text-1)',
  '--mantine-color-default-border': 'var(--mr-border-control)',
  '--mantine-color-disabled': 'var(--mr-bg-sunken)',
  '--mantine-color-disabled-color': 'var(--mr-text-3)',
  '--mantine-color-disabled-border': 'var(--mr-border-subtle)',
  '--mantine-color-accent-filled': 'var(--mr-accent-fill)',
  '--mantine-color-accent-filled-hover': 'var(--mr-accent-fill-hover)',
  '--mantine-color-accent-light': 'var(--mr-accent-tint)',
  '--mantine-color-accent-light-hover': 'var(--mr-accent-tint)',
  '--mantine-color-accent-light-color': 'var(--mr-accent)',
  '--mantine-color-accent-outline': 'var(--mr-accent)',
  '--mantine-color-accent-text': 'var(--mr-accent)',
  '--mantine-color-red-filled': 'var(--mr-danger-fill)',
  '--mantine-color-red-filled-hover': 'var(--mr-danger-fill-hover)',
  '--mantine-primary-color-filled': 'var(--mr-accent-fill)',
  '--mantine-primary-color-filled-hover': 'var(--mr-accent-fill-hover)',
  '--mantine-shadow-md': 'var(--mr-shadow)',
  '--mantine-shadow-lg': 'var(--mr-shadow)',
  '--mantine-shadow-xl': 'var(--mr-shadow)',
};

/** Mantine draws hovers, lines and tracks in its own greys: ours, by what each shade is for. */
const greys = (name: 'dark' | 'gray', tokens: readonly string[]): Record<string, string> =>
  Object.fromEntries(tokens.map((token, shade) => [`--mantine-color-${name}-${shade}`, `var(--mr-${token})`]));
const LIGHT_GREYS = [
  'bg-hover',
  'bg-sunken',
  'border-subtle',
  'border-subtle',
  'border-control',
  'border-control',
  'text-3',
  'text-2',
  'text-2',
  'text-1',
];
const DARK_GREYS = [
  'text-1',
  'text-2',
  'text-2',
  'text-3',
  'border-subtle',
  'bg-hover',
  'bg-raised',
  'bg-surface',
  'bg-canvas',
  'bg-sunken',
];

/** Points Mantine's variables at our tokens, so that both themes come from one place. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...shared, ...greys('gray', LIGHT_GREYS) },
  dark: { ...shared, ...greys('dark', DARK_GREYS) },
});
