/** What a run is computed with: the engine, the machine, and the programs by their versions. */
import { backendText, type BackendName } from '../../../src/protocol/backend.js';
import type { RunStatus } from '../../../src/protocol/runStatus.js';
import { formatBytes, formatCount } from '../../parts/format.js';
import { t } from '../../text.js';
import { onOff } from './configWords.js';
import type { Entry, Group } from './group.js';

/** A version that a run notes. */
interface Version {
  /** The backend that notes it, or null. */
  readonly backend: BackendName | null;
  readonly entry: (value: string) => Entry;
}

const program =
  (name: string) =>
  (value: string): Entry => ({ name, value });

/** A map, for names come from run folders, and one of them may be `constructor`. */
const versions: ReadonlyMap<string, Version> = new Map(
  Object.entries<Version>({
    pretextLab: { backend: null, entry: program('Pretext Lab') },
    node: { backend: null, entry: program('Node.js') },
    tensorflow: { backend: 'tensorflow', entry: program('TensorFlow') },
    nativeKernels: {
      backend: 'tensorflow',
      entry: (value) => ({ name: t('Native kernels'), value: onOff(value === 'true') }),
    },
    // Both note which TensorFlow.js they are the backend of.
    webgpu: { backend: 'webgpu', entry: program('TensorFlow.js') },
    wasm: { backend: 'wasm', entry: program('TensorFlow.js') },
    adapter: { backend: 'webgpu', entry: (value) => ({ name: t('Graphics adapter'), value }) },
    simd: {
      backend: 'wasm',
      entry: (value) => ({ name: t('Vector instructions'), value: onOff(value === 'true') }),
    },
  }),
);

/** What an older or a newer version of the Lab noted keeps its own name. */
const versionOf = (name: string): Version =>
  versions.get(name) ?? { backend: null, entry: program(name) };

/** A run that goes on with another backend keeps the notes of its first one, which are left out. */
const versionEntries = ({ versions: noted, backend }: RunStatus): readonly Entry[] =>
  Object.entries(noted).flatMap(([name, value]) => {
    const version = versionOf(name);
    const isOfAnother =
      version.backend !== null && backend !== null && version.backend !== backend.name;
    return isOfAnother ? [] : [version.entry(value)];
  });

export const machineGroup = (status: RunStatus): Group => {
  const { hardware, backend } = status;
  return {
    title: t('Machine'),
    entries: [
      ...(backend === null ? [] : [{ name: t('Compute engine'), value: backendText(backend) }]),
      ...(hardware === null
        ? []
        : [
            { name: t('Processor'), value: hardware.processor },
            { name: t('Cores'), value: formatCount(hardware.cores) },
            { name: t('Memory'), value: formatBytes(hardware.memoryBytes) },
            { name: t('System'), value: hardware.platform },
          ]),
      ...versionEntries(status),
    ],
  };
};
