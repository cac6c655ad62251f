// What a person chose on this device: language, size of text, theme, hidden names. Kept in localStorage, put on <html>.
import type { Language } from '../text';
import { speak } from '../text/speak';

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

  /** Reads what was kept and puts it on the page; once, before the app is mounted, which needs the words. */
  async load(): Promise<void> {
    Object.assign(this, kept());
    this.language = await speak(this.language);
    this.#show();
  }

  /** Done at once, but for another language: its words come first. */
  async change(some: Partial<Kept>): Promise<void> {
    Object.assign(this, some.language ? { ...some, language: await speak(some.language) } : some);
    this.#show();
    const { language, theme, size, hideNames } = this;
    try {
      localStorage.setItem(KEY, JSON.stringify({ language, theme, size, hideNames }));
    } catch {
      // no room or no permission: the choice lasts until the page is closed
    }
  }

  #show(): void {
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
