/** Which backend is taken, and what is tried after it. */
import type { BackendName, ComputeEngine } from '../../protocol/backend.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type {
  Alarm,
  BackendFailure,
  BackendStart,
  LaunchEngine,
  PrepareBackend,
} from './backendStart.js';
import type { BackendTable } from './backendTable.js';
import { machineKey, type MachineFacts, type TensorflowFolder } from './machineFacts.js';
import { measureBackends, type Measurement } from './measureBackends.js';
import { cannotBeUsed, type BackendPlan } from './openEngine.js';
import { readTable, writeTable } from './tableFile.js';

/** Measures, and is told of each backend before its turn. */
export type Measure = (
  signal: AbortSignal,
  onBackend: (backend: BackendName) => void,
) => Promise<void>;

export interface BackendChoiceOptions {
  readonly launch: LaunchEngine;
  readonly prepare?: PrepareBackend;
  readonly clock: Alarm;
  readonly onLog: (line: string) => void;
  /** Where the table is kept. */
  readonly file: string;
  readonly programVersion: string;
  readonly readFacts: () => Promise<MachineFacts>;
  /** Where TensorFlow is, or null where it is not. */
  readonly findTensorflow: () => TensorflowFolder | null;
  /** Why a TensorFlow that was installed cannot be used, or null; none without. */
  readonly tensorflowTrouble?: () => Sentence | null;
  /** Runs the measurement and shows that it goes on; its signal ends it early. */
  readonly whileMeasuring: (measure: Measure) => Promise<void>;
}

export interface BackendChoice {
  /**
   * The backends to try for what is to be computed now. Auto measures first, where nothing is known of
   * this machine.
   * @throws RpcError `engineMissing` when there is no engine, or nothing works
   */
  plan(wanted: ComputeEngine): Promise<BackendPlan>;
  /** One backend and no other. @throws RpcError `engineMissing` when it is not there */
  planOnly(backend: BackendName): BackendPlan;
  /** What is known of this machine, or null. */
  known(): Promise<BackendTable | null>;
  /** Measures anew. @returns null when that was ended early. @throws RpcError when there is no engine */
  measure(): Promise<BackendTable | null>;
  /** Whether TensorFlow is there. */
  readonly hasTensorflow: boolean;
  /** A backend has failed: Auto tries it last, until it is measured again or this program ends. */
  noteFailure(failure: Pick<BackendFailure, 'backend'>): void;
  /** Ends a measurement under way. */
  dispose(): void;
}

interface KeptTable {
  readonly key: string;
  readonly table: BackendTable;
}

/** What would be faster if it worked, and why it does not; nothing is slower than WebAssembly. */
const lessonsOf = (table: BackendTable): readonly BackendFailure[] =>
  table
    .slice(1)
    .flatMap(({ backend, reason }) =>
      reason === undefined || backend === 'wasm' ? [] : [{ backend, reason }],
    );

export const createBackendChoice = (options: BackendChoiceOptions): BackendChoice => {
  const { launch, prepare, clock, onLog, file } = options;
  const failed = new Set<BackendName>();
  const closing = new AbortController();
  /** What a measurement found that was ended early, which is enough for this time. */
  let provisional: KeptTable | null = null;
  /** What could not be written, or should not: the next window measures anew. */
  let unwritten: KeptTable | null = null;
  let measuring: Promise<BackendTable | null> | null = null;

  const candidates = (): readonly BackendStart[] => {
    const tensorflow = options.findTensorflow();
    return [
      ...(tensorflow === null
        ? []
        : [{ backend: 'tensorflow' as const, tensorflowFolder: tensorflow.folder }]),
      { backend: 'webgpu' },
      { backend: 'wasm' },
    ];
  };
  const trouble = (): Sentence | null => options.tensorflowTrouble?.() ?? null;
  const noTensorflow = (): Sentence => trouble() ?? sentence('Its engine is not installed.');
  /** A damaged installation is told of with each run, until it is mended or removed. */
  const damages = (): readonly BackendFailure[] => {
    const reason = trouble();
    return reason === null ? [] : [{ backend: 'tensorflow', reason }];
  };
  const keyNow = async (): Promise<string> =>
    machineKey(await options.readFacts(), options.programVersion, options.findTensorflow());

  const known = async (): Promise<BackendTable | null> => {
    const key = await keyNow();
    const table = await readTable(file, key);
    return table ?? (unwritten?.key === key ? unwritten.table : null);
  };

  const measureNow = async (): Promise<BackendTable | null> => {
    const key = await keyNow();
    let measured: Measurement = { table: [], isComplete: false, isLasting: false };
    await options.whileMeasuring(async (signal, onBackend) => {
      measured = await measureBackends(candidates(), {
        ...{ launch, clock, onBackend, onLog },
        ...(prepare === undefined ? {} : { prepare }),
        signal: AbortSignal.any([signal, closing.signal]),
      });
    });
    const { table, isComplete, isLasting } = measured;
    failed.clear();
    for (const { backend, works, stepMs, device } of table) {
      onLog(
        `${backend}: ${works ? `${stepMs?.toFixed(1) ?? '?'} ms a step` : 'does not work'} ${device}`,
      );
    }
    if (!isComplete) {
      provisional = { key, table };
      return null;
    }
    provisional = null;
    if (!isLasting) unwritten = { key, table };
    else if (table.some(({ works }) => works)) {
      await writeTable(file, key, table).catch((error: unknown) => {
        unwritten = { key, table };
        onLog(`What was measured cannot be kept: ${String(error)}`);
      });
    }
    return table;
  };
  const measure = (): Promise<BackendTable | null> => {
    measuring ??= measureNow().finally(() => {
      measuring = null;
    });
    return measuring;
  };

  /** The working backends in their order; what was not measured comes after them. */
  const startsBy = (table: BackendTable): readonly BackendStart[] => {
    const all = candidates();
    const working = table
      .filter(({ works }) => works)
      .flatMap(({ backend }) => all.find((start) => start.backend === backend) ?? []);
    // A graphics driver that nobody has tried may hang.
    const untried = all.filter(
      ({ backend }) => backend !== 'webgpu' && !table.some((row) => row.backend === backend),
    );
    const starts = [...working, ...untried];
    return [
      ...starts.filter(({ backend }) => !failed.has(backend)),
      ...starts.filter(({ backend }) => failed.has(backend)),
    ];
  };

  const planAuto = async (): Promise<BackendPlan> => {
    const table = await known();
    if (table !== null) return { starts: startsBy(table), failures: damages() };
    if (provisional?.key === (await keyNow())) {
      return { starts: startsBy(provisional.table), failures: damages() };
    }
    const measured = await measure();
    if (measured === null) {
      return { starts: startsBy(provisional?.table ?? []), failures: damages() };
    }
    return { starts: startsBy(measured), failures: [...damages(), ...lessonsOf(measured)] };
  };

  return {
    plan: async (wanted) => {
      if (wanted === 'auto') return planAuto();
      const others = startsBy((await known()) ?? []).filter(({ backend }) => backend !== wanted);
      const start = candidates().find(({ backend }) => backend === wanted);
      return start === undefined
        ? { starts: others, failures: [{ backend: wanted, reason: noTensorflow() }] }
        : { starts: [start, ...others], failures: [] };
    },
    planOnly: (backend) => {
      const start = candidates().find((candidate) => candidate.backend === backend);
      if (start !== undefined) return { starts: [start], failures: [] };
      throw cannotBeUsed({ backend, reason: noTensorflow() });
    },
    known,
    measure,
    get hasTensorflow() {
      return options.findTensorflow() !== null;
    },
    noteFailure: ({ backend }) => {
      failed.add(backend);
    },
    dispose: () => {
      closing.abort();
    },
  };
};
