import { englishWords } from './words';

/** The layout page's texts in English. */
export function englishLayoutWords(): Readonly<Record<string, string>> {
  return englishWords('src/editor/layoutWords.ts');
}
