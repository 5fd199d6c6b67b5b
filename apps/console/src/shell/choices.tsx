import { useState } from 'react';
import { type Language, LANGUAGES, useTexts, type Zone, ZONES } from '../texts.tsx';
import { applyTheme, keptTheme, type Theme, THEMES } from './theme.ts';

export function LanguageChoice() {
  const { t, language, choose } = useTexts();
  return (
    <label className="choice">
      <span>{t('language')}</span>
      <select value={language} onChange={(event) => choose(event.target.value as Language)}>
        {Object.entries(LANGUAGES).map(([id, name]) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ZoneChoice() {
  const { t, zone, zones, chooseZone } = useTexts();
  return (
    <label className="choice">
      <span>{t('zone')}</span>
      <select value={zone} onChange={(event) => chooseZone(event.target.value as Zone)}>
        {ZONES.filter((one) => one === zone || one !== 'device' || zones.device !== zones.person).map((one) => (
          <option key={one} value={one}>
            {one === 'UTC' ? 'UTC' : t(`zone.${one}`, { zone: zones[one] })}
          </option>
        ))}
      </select>
    </label>
  );
}

export function ThemeChoice() {
  const { t } = useTexts();
  const [theme, setTheme] = useState(keptTheme);
  return (
    <label className="choice">
      <span>{t('theme')}</span>
      <select
        value={theme}
        onChange={(event) => {
          const chosen = event.target.value as Theme;
          applyTheme(chosen);
          setTheme(chosen);
        }}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {t(`theme.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
