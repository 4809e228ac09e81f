import assert from 'node:assert/strict';

import * as vscode from 'vscode';

suite('the editor', () => {
  test('says its version', () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
  });
});
