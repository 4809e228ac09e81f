import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Puts a language pack without translations into place. The editor itself stays English, but it
 * reports that language to extensions and loads their translations into it.
 * @param {string} userData Folder of the user's data.
 * @param {string} extensions Folder of installed extensions.
 * @param {string} locale Such as `ko`.
 */
export async function writeLanguagePack(userData, extensions, locale) {
  const version = '1.0.0';
  const name = `language-pack-${locale}`;
  const folder = path.join(extensions, `pretext-lab.${name}-${version}`);
  const translations = 'main.i18n.json';
  const label = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({
      name,
      publisher: 'pretext-lab',
      version,
      displayName: label,
      engines: { vscode: '^1.100.0' },
      categories: ['Language Packs'],
      contributes: {
        localizations: [
          {
            languageId: locale,
            languageName: label,
            localizedLanguageName: label,
            translations: [{ id: 'vscode', path: `./${translations}` }],
          },
        ],
      },
    }),
  );
  await writeFile(path.join(folder, translations), JSON.stringify({ version, contents: {} }));
  // The server would write this list only after its first start, too late for the first page.
  await writeFile(
    path.join(userData, 'languagepacks.json'),
    JSON.stringify({
      [locale]: {
        hash: `${name}-${version}`,
        extensions: [{ extensionIdentifier: { id: `pretext-lab.${name}` }, version }],
        translations: { vscode: path.join(folder, translations) },
        label,
      },
    }),
  );
}
