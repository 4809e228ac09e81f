/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Files in a cycle cannot be read, tested or started one after the other.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment: 'An import that leads nowhere fails only when that line is reached.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'only-listed-packages',
      severity: 'error',
      comment: 'A package that is there only because another one needs it can vanish any day.',
      from: { path: '^src' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        // The editor itself hands out that module; only its types come from a package.
        pathNot: '^node_modules/@types/vscode/',
      },
    },
    {
      name: 'editor-in-the-host-only',
      severity: 'error',
      comment:
        'Only an extension host has the module `vscode`: whatever else imports it cannot be loaded.',
      from: {
        path: '^(src|webview|test)',
        pathNot: '^(src/(host/|extension\\.ts$)|test/extension/)',
      },
      to: { path: '^(node_modules/@types/)?vscode(/|$)' },
    },
    {
      name: 'protocol-imports-nothing',
      severity: 'error',
      comment:
        'The protocol is loaded by every realm, the browser too: zod parses what arrives, and nothing else is needed.',
      from: { path: '^src/protocol' },
      to: { pathNot: '^(src/protocol|node_modules/zod)/' },
    },
    {
      name: 'engine-knows-no-owner',
      severity: 'error',
      comment:
        'The engine runs below a command line or an editor alike; it may not know which, so it sees only the protocol.',
      from: { path: '^src/engine' },
      to: { path: '^(src/(cli|launcher|host|extension|cli\\.ts)|webview/|vscode$)' },
    },
    {
      name: 'loader-has-no-tensors',
      severity: 'error',
      comment:
        'TensorFlow fails in a second worker thread and can crash in the first, so nothing that a loader worker runs may lead to it.',
      from: { path: '^src/engine/(data/|pretext/viewMakers\\.ts$)' },
      to: { path: '^(node_modules/)?@tensorflow/', reachable: true },
    },
    {
      name: 'owners-hold-no-tensors',
      severity: 'error',
      comment:
        'A crash of TensorFlow or of an image decoder must end the engine process only: command line, launcher and editor talk to it by messages.',
      from: { path: '^src/(cli|launcher|host|extension)' },
      to: {
        path: '^(node_modules/)?(@tensorflow|@julusian/jpeg-turbo|sharp)(/|$)',
        reachable: true,
      },
    },
    {
      name: 'one-door-to-child-processes',
      severity: 'error',
      comment:
        'Allocator settings, stopping and crash handling of the engine process live in one place.',
      from: { path: '^src', pathNot: '^src/launcher/' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'library-needs-node-only',
      severity: 'error',
      comment:
        'Set-up runs what fetches TensorFlow before any package is installed, and the editor runs the very same files.',
      from: { path: '^src/tensorflowLibrary/' },
      to: { pathNot: '^src/tensorflowLibrary/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'no-network-modules',
      severity: 'error',
      comment:
        'Nothing is fetched but TensorFlow, when the user asks for it, by the `fetch` that the editor hands out: it knows the proxy.',
      from: { path: '^(src|webview)/' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|inspector)$' },
    },
    {
      name: 'panel-is-browser-only',
      severity: 'error',
      comment: 'A panel has no Node: it sees the protocol and its own files.',
      from: { path: '^webview' },
      to: { pathNot: '^(webview|src/protocol|node_modules)/' },
    },
    {
      name: 'source-knows-no-tests',
      severity: 'error',
      comment: 'What ships may not depend on what only a checkout has.',
      from: { path: '^src' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The package of that name would be taken for this file.
    exclude: { path: '^esbuild\\.mjs$' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
