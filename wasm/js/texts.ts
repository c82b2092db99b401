// What staff read: one file for each language, written by the build from the texts of the Rust library.

/** A file of texts. */
export interface TextFile {
  language: StaffLanguage;
  /** By decision. */
  words: Record<string, string>;
  /** Message and next step, by reason. */
  reasons: Record<string, [message: string, nextStep: string]>;
}

export type StaffLanguage = 'de' | 'en' | 'es' | 'fr' | 'it' | 'nl';

/** Every name is written out, so that bundlers find the files. */
const FILES: Record<StaffLanguage, () => Promise<{ default: TextFile }>> = {
  de: () => import('#texts/de'),
  en: () => import('#texts/en'),
  es: () => import('#texts/es'),
  fr: () => import('#texts/fr'),
  it: () => import('#texts/it'),
  nl: () => import('#texts/nl'),
};

export interface StaffText {
  word: string;
  message: string;
  nextStep: string;
}

/** The texts for staff in one language. */
export class StaffTexts {
  readonly language: StaffLanguage;
  readonly #file: TextFile;

  private constructor(file: TextFile) {
    this.language = file.language;
    this.#file = file;
  }

  /** Loads a language by its tag, such as `de`, `de-AT` or `de_AT.UTF-8`; English where there is no such language. */
  static async load(tag = 'en'): Promise<StaffTexts> {
    const primary = (tag.split(/[-_.@]/)[0] ?? '').toLowerCase();
    const load = Object.hasOwn(FILES, primary) ? FILES[primary as StaffLanguage] : FILES.en;
    return new StaffTexts((await load()).default);
  }

  /** What staff read about an outcome. What is not in the file reads as its code. */
  of({ decision, reason }: { decision: string; reason: string }): StaffText {
    const [message, nextStep] = this.#file.reasons[reason] ?? [reason, ''];
    return { word: this.#file.words[decision] ?? decision, message, nextStep };
  }
}
