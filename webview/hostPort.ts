/** The channel between a page and the extension host. */
import type { Port } from '../src/protocol/rpc.js';

/** What the editor gives to each page, once. */
export interface EditorApi {
  postMessage(message: unknown): void;
  /** What the page kept through `setState`, also across a reload; undefined at first. */
  getState(): unknown;
  setState(state: unknown): void;
}

/** Messages of the page; the editor delivers those of the host as events of the window. */
export const createHostPort = (editor: EditorApi, page: Window): Port => ({
  post: (message) => editor.postMessage(message),
  onMessage: (listener) => {
    page.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
  },
  // A page ends together with its channel, so nobody is left to be told.
  onClose: () => undefined,
});
