/** What the engine needs to know of the backend that tfjs computes with. */
import type { BackendName } from '../../protocol/backend.js';

/** The backend that is active in this process, and stays so. */
export interface Backend {
  readonly name: BackendName;
  /** What decides the numbers that it computes, by name: versions of libraries, and the device. */
  readonly versions: Readonly<Record<string, string>>;
  /** The device in words, such as the name of the graphics processor. */
  readonly device: string;
  /** Whether it runs bfloat16. */
  readonly bfloat16Available: boolean;
  /**
   * How many training steps may be under way before their figures are read. Reading makes a graphics
   * processor wait, so it is asked rarely; a processor has computed a step when the call returns.
   */
  readonly stepsInFlight: number;
  /**
   * Rejects with a LabError `deviceLost` or `outOfMemory` when nothing more can be computed in this
   * process; null where that cannot happen by itself.
   */
  readonly failed: Promise<never> | null;
}

/** Where the files of backends are, and what runs them. */
export interface BackendFiles {
  /** Whether this process is Electron, which keeps native code from handing memory to JavaScript. */
  readonly isElectron: boolean;
  /** Folder with TensorFlow's library and addon, laid out as tfjs-node's package. */
  readonly tensorflowFolder: string;
  /** The Lab's kernels for TensorFlow, or null to do without. */
  readonly nativeKernels: string | null;
  /** Folder with the WebAssembly modules of tfjs. */
  readonly wasmFolder: string;
}
