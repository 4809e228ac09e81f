/** Reports as read-only documents of the editor. */
import { EventEmitter, Uri, window, workspace } from 'vscode';

import type { Subscription } from './outside.js';

const scheme = 'pretext-lab-report';
/** Reports that are kept, the newest. */
const mostReports = 20;

export interface ReportDocuments extends Subscription {
  /** Shows a report; one of the same title is replaced. @param markdown its text */
  show(title: string, markdown: string): Promise<void>;
}

export const createReportDocuments = (): ReportDocuments => {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  return {
    show: async (title, markdown) => {
      const uri = Uri.from({ scheme, path: `/${title.replace(/[/\\]/g, ' ')}.md` });
      texts.delete(uri.path);
      texts.set(uri.path, markdown);
      for (const oldest of [...texts.keys()].slice(0, -mostReports)) texts.delete(oldest);
      changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      // A preview would give way to the report of the next folder.
      await window.showTextDocument(document, { preview: false });
    },
    dispose: () => {
      provider.dispose();
      changed.dispose();
    },
  };
};
