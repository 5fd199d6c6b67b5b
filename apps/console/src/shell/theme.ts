export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
const KEPT = 'makegood-theme';

export const keptTheme = (): Theme => THEMES.find((theme) => theme === localStorage.getItem(KEPT)) ?? 'system';

export function applyTheme(theme = keptTheme()): void {
  localStorage.setItem(KEPT, theme);
  document.documentElement.dataset.theme = theme;
}
