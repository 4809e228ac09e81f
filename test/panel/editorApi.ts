/** What runs in a page before its own script: the function that the editor gives to each webview. */

/** What a page tells the test by itself. */
export type Told =
  | { readonly kind: 'posted'; readonly message: unknown }
  | { readonly kind: 'problem'; readonly problem: string };

interface TestWindow extends Window {
  /** @param use the one that the page's address names */
  panelTestTell(use: string, told: Told): Promise<void>;
  panelTestPost(message: unknown): void;
  panelTestState(): unknown;
  acquireVsCodeApi?: () => unknown;
}

/** What the page keeps at this moment. */
export const stateOfPage = (): unknown => (window as unknown as TestWindow).panelTestState();

/** The page's address says which use of it this is, and what it kept before. */
export const giveEditorApi = (): void => {
  const test = window as unknown as TestWindow;
  const given = new URL(location.href).searchParams;
  const use = given.get('use') ?? '';
  document.addEventListener('securitypolicyviolation', (event) => {
    const where = `${event.sourceFile}:${event.lineNumber}`;
    const problem = `policy: ${event.effectiveDirective} refused ${event.blockedURI} at ${where}`;
    void test.panelTestTell(use, { kind: 'problem', problem });
  });
  test.panelTestPost = (message) => void test.panelTestTell(use, { kind: 'posted', message });
  let state = JSON.parse(given.get('state') ?? 'null') as unknown;
  state ??= undefined;
  test.panelTestState = () => state;
  let acquired = false;
  test.acquireVsCodeApi = () => {
    if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
    acquired = true;
    return Object.freeze({
      // The editor's channel copies messages, so what cannot be copied must fail here too.
      postMessage: (message: unknown) => test.panelTestPost(structuredClone(message)),
      getState: () => state,
      setState: (next: unknown) => {
        state = structuredClone(next);
        return next;
      },
    });
  };
};
