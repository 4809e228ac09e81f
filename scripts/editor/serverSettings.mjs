/**
 * What makes an editor quiet enough to be watched: no welcome page, no network, no motion, and
 * nothing on the screen that the Lab did not put there.
 */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * The environment of the server and so of its extension host: that of a user's terminal, not of
 * the test runner or package script that happens to start it.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function serverEnvironment(env) {
  const ofTheRunner = /^(npm_|VITEST|VSCODE_|ELECTRON_|NODE_(ENV|OPTIONS|CHANNEL_\w+)$|TEST$)/i;
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !ofTheRunner.test(name))),
    // Without a gallery the editor asks nobody for extensions.
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
  };
}
