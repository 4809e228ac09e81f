/** A disk that fills up, as the engine sees it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Engines that are started from now on find the disk full once a file of the scratch folder exists:
 * each write then fails as the system lets it fail. Everything else is the real engine.
 * @param scratch absolute path of a folder to put two files into
 */
export const prepareFullDisk = async (
  scratch: string,
): Promise<{ fill: () => Promise<void>; dispose: () => void }> => {
  const sign = join(scratch, 'the disk is full');
  const preload = join(scratch, 'fullDisk.mjs');
  await writeFile(
    preload,
    `import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
const file = await open(${JSON.stringify(preload)});
const handle = Object.getPrototypeOf(file);
await file.close();
for (const name of ['write', 'writev', 'appendFile', 'writeFile']) {
  const real = handle[name];
  handle[name] = function (...args) {
    if (!existsSync(${JSON.stringify(sign)})) return real.apply(this, args);
    const error = new Error('ENOSPC: no space left on device, write');
    return Promise.reject(Object.assign(error, { code: 'ENOSPC', errno: -28, syscall: 'write' }));
  };
}
`,
  );
  const { NODE_OPTIONS: before } = process.env;
  // The engine's environment starts from that of the host.
  process.env['NODE_OPTIONS'] = `${before ?? ''} --import=${pathToFileURL(preload).href}`.trim();
  return {
    fill: () => writeFile(sign, ''),
    dispose: () => {
      if (before === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = before;
    },
  };
};
