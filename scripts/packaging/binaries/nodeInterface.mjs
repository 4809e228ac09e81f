/** Whether native code asks of Node only what every supported Node brings. */
import { createRequire } from 'node:module';

/**
 * The version of Node's C interface that the oldest supported editor and Node bring.
 */
const oldestInterface = 'v9';

/** Functions of V8, of Node itself and of its event loop: each version of Node has others. */
const internals = [/^_Z.*(?:\b|[A-Z])(?:2v8|4node)\d/, /@(?:v8|node)@@/, /^uv_/];

const ofTheInterface = /^(?:napi|node_api)_/;
const nodeItself = /^node\.exe$/i;

/**
 * Symbols that tie native code to one version of Node.
 * @param {import('./nativeFormat.mjs').NativeCode} code
 * @param {ReadonlySet<string>} known Functions of Node's C interface that every supported Node has.
 * @returns {string[]} Their names; none when the code loads everywhere.
 */
export function tiesToNode({ imports }, known) {
  return imports
    .filter(({ name, from }) => {
      if (ofTheInterface.test(name)) return !known.has(name);
      if (from !== null && nodeItself.test(from)) return true;
      return internals.some((pattern) => pattern.test(name));
    })
    .map(({ name }) => name);
}

/**
 * The functions of Node's C interface that every supported Node has.
 * @returns {ReadonlySet<string>}
 */
export function interfaceFunctions() {
  const require = createRequire(import.meta.url);
  const { symbols } =
    /** @type {{ symbols: Record<string, { js_native_api_symbols: string[], node_api_symbols: string[] }> }} */ (
      require('node-api-headers')
    );
  const version = symbols[oldestInterface];
  return new Set([
    ...(version?.js_native_api_symbols ?? []),
    ...(version?.node_api_symbols ?? []),
    // Called by Node and not by addons, and named by some compilers all the same.
    'napi_register_module_v1',
  ]);
}

/**
 * Why native code runs in a plain Node and not in the desktop editor, whose Node is part of Electron.
 * @param {import('./nativeFormat.mjs').NativeCode} code
 * @returns {string[]} Reasons; none when it runs in both.
 */
export function reasonsForPlainNode({ libraries, imports }) {
  return [
    // Electron's program has another name, so the library of that name is not there, or is a second Node.
    ...(libraries.some((name) => nodeItself.test(name)) ? ['it asks for node.exe by name'] : []),
    // Electron's V8 keeps all memory of scripts in one place and refuses any other.
    ...(imports.some(({ name }) => name === 'napi_create_external_arraybuffer')
      ? ['it makes array buffers of memory of its own']
      : []),
  ];
}
