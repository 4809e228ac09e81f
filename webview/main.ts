/** Entry point of both webviews: the page says on its body which of them it is. */
import './preparePage.js';

import { labService } from '../src/protocol/labProtocol.js';
import { panelProtocolVersion } from '../src/protocol/panelProtocol.js';
import { trainingService } from '../src/protocol/trainingProtocol.js';
import { connectClient } from '../src/protocol/rpc.js';
import { createHostPort, type EditorApi } from './hostPort.js';
import { defineLabElements, LabApp } from './lab/labApp.js';
import { defineControls } from './parts/controls.js';
import { keepStateIn } from './parts/pageState.js';
import { showStartError } from './startError.js';
import { setLanguage, t } from './text.js';
import { defineTrainingElements } from './training/trainingApp.js';

declare const acquireVsCodeApi: () => EditorApi;

/** Refuses a host of another version in words, and takes over the language of the editor. */
const greet = (answer: {
  protocolVersion: number;
  language: string;
  translations: Readonly<Record<string, string>>;
}): void => {
  setLanguage(answer.language, answer.translations);
  document.documentElement.lang = answer.language;
  if (answer.protocolVersion !== panelProtocolVersion) {
    throw new Error(t('The extension was updated. Reload the window to go on.'));
  }
};

const startLab = async (editor: EditorApi): Promise<void> => {
  defineLabElements();
  const element = new LabApp();
  const host = connectClient(labService, createHostPort(editor, window), (event) =>
    element.receive(event),
  );
  const answer = await host.call('ready', { protocolVersion: panelProtocolVersion });
  greet(answer);
  element.host = host;
  element.start(answer);
  document.body.append(element);
};

const startTraining = async (editor: EditorApi): Promise<void> => {
  defineTrainingElements();
  const element = document.createElement('training-app');
  const host = connectClient(trainingService, createHostPort(editor, window), (event) => {
    if (event.kind === 'state') Object.assign(element, { state: event });
    else Object.assign(element, { progress: event });
  });
  const answer = await host.call('ready', { protocolVersion: panelProtocolVersion });
  greet(answer);
  Object.assign(element, { host, state: answer.state });
  document.body.append(element);
};

const start = async (): Promise<void> => {
  const editor = acquireVsCodeApi();
  keepStateIn(editor);
  // The editor pads every page; these go to the edges by themselves.
  document.body.style.setProperty('padding', '0');
  defineControls();
  try {
    if (document.body.dataset['page'] === 'training') await startTraining(editor);
    else await startLab(editor);
  } catch (error) {
    showStartError(document.body, error);
  }
};

void start();
