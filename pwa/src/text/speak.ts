// Changes the language that is shown. Thai comes with the app; English is fetched the first time somebody wants it.
import { giveEnglish, setLanguage, type Language } from '.';

/** Answers the language that is shown now: Thai where English cannot be fetched. */
export async function speak(wanted: Language): Promise<Language> {
  let shown = wanted;
  try {
    if (wanted === 'en') giveEnglish(await import('./en'));
  } catch {
    shown = 'th';
  }
  setLanguage(shown);
  return shown;
}
