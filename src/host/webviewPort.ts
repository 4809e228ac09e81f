/** A webview as a port, and the page that it loads. */
import { randomBytes } from 'node:crypto';

import { env, Uri, type Webview } from 'vscode';

import type { Port } from '../protocol/rpc.js';
import { sentence, type Sentence } from '../protocol/sentence.js';
import type { Subscription } from './outside.js';
import { webviewHtml, type WebviewPage } from './webviewHtml.js';

/** A port with an end that its owner declares. */
export interface WebviewPort extends Port, Subscription {}

export const createWebviewPort = (webview: Webview): WebviewPort => {
  const closing: ((reason: Sentence) => void)[] = [];
  const listening: Subscription[] = [];
  return {
    post: (message) => {
      // A page that is gone takes nothing; it asks for everything when it is back.
      void webview.postMessage(message).then(undefined, () => undefined);
    },
    onMessage: (listener) => {
      listening.push(webview.onDidReceiveMessage(listener));
    },
    onClose: (listener) => {
      closing.push(listener);
    },
    dispose: () => {
      for (const subscription of listening) subscription.dispose();
      for (const listener of closing.splice(0)) listener(sentence('The page was closed.'));
    },
  };
};

/** Lets a webview load the bundle, and nothing else, and gives it its page. */
export const loadPage = (
  webview: Webview,
  extensionUri: Uri,
  page: WebviewPage['page'],
  title: string,
): void => {
  const dist = Uri.joinPath(extensionUri, 'dist');
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  webview.html = webviewHtml({
    page,
    title,
    language: env.language,
    scriptUri: webview.asWebviewUri(Uri.joinPath(dist, 'panel.js')).toString(),
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('hex'),
  });
};
