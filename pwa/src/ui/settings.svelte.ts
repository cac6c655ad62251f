// What a person chose on this device: language, size of text, theme, hidden names. Kept in localStorage, put on <html>.
import { type Language, setLanguage } from '../text';

export type Theme = 'system' | 'light' | 'dark' | 'sunlight';
export type Size = 'normal' | 'large' | 'larger';

const KEY = 'prachakhom.settings';

interface Kept {
  language: Language;
  theme: Theme;
  size: Size;
  hideNames: boolean;
}

class Settings {
  language = $state<Language>('th');
  theme = $state<Theme>('system');
  size = $state<Size>('normal');
  hideNames = $state(false);

  /** Reads what was kept and puts it on the page; once, before the app is mounted. */
  load(): void {
    Object.assign(this, kept());
    this.#show();
  }

  change(some: Partial<Kept>): void {
    Object.assign(this, some);
    this.#show();
    const { language, theme, size, hideNames } = this;
    try {
      localStorage.setItem(KEY, JSON.stringify({ language, theme, size, hideNames }));
    } catch {
      // no room or no permission: the choice lasts until the page is closed
    }
  }

  #show(): void {
    setLanguage(this.language);
    const root = document.documentElement;
    root.lang = this.language;
    root.dataset.size = this.size;
    if (this.theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = this.theme;
  }
}

function kept(): Partial<Kept> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>;
  } catch {
    return {};
  }
}

export const settings = new Settings();
