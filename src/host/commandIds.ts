/** Every command that the manifest declares, by the name under which the code registers it. */
export const commandIds = [
  'pretextLab.pretrainRotation',
  'pretextLab.pretrainJigsaw',
  'pretextLab.pretrainBoth',
  'pretextLab.previewSamples',
  'pretextLab.checkFolder',
  'pretextLab.evaluateRun',
  'pretextLab.findSimilar',
  'pretextLab.openLab',
  'pretextLab.pause',
  'pretextLab.resume',
  'pretextLab.stop',
  'pretextLab.startNextRun',
  'pretextLab.resumeRun',
  'pretextLab.deleteRun',
  'pretextLab.writeReport',
  'pretextLab.createSampleFolder',
  'pretextLab.chooseComputeEngine',
  'pretextLab.showLog',
  'pretextLab.restartEngine',
  'pretextLab.revealRunFolder',
  'pretextLab.openRun',
  'pretextLab.compareRuns',
  'pretextLab.showTraining',
  'pretextLab.refreshRuns',
  'pretextLab.installTensorflowEngine',
  'pretextLab.removeTensorflowEngine',
] as const;
export type CommandId = (typeof commandIds)[number];

/** What runs when a command is chosen; what it is given comes from menus, links and other extensions. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<void>;
/** Commands by id, as one file offers them. */
export type CommandHandlers = Partial<Record<CommandId, CommandHandler>>;
