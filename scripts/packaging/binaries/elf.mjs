import { BrokenBinary, textAt } from './nativeFormat.mjs';

/** @typedef {import('./nativeFormat.mjs').NativeCode} NativeCode */

/** @type {Readonly<Record<number, string>>} */
const machines = { 0x03: 'ia32', 0x28: 'arm', 0x3e: 'x64', 0xb7: 'arm64' };

const dynamicSection = 6;
const dynamicSymbolsSection = 11;
const neededVersionsSection = 0x6ffffffe;
const neededTag = 1;

/**
 * @typedef {object} Section
 * @property {number} type
 * @property {number} offset
 * @property {number} bytes
 * @property {number} link Index of the section that belongs to it, here the one with its texts.
 * @property {number} entries How many entries it has, where its type counts them here.
 */

/**
 * Reads a shared library of Linux.
 * @param {Buffer} file
 * @returns {NativeCode}
 */
export function readElf(file) {
  const machine = file.readUInt16LE(18);
  const cpu = machines[machine] ?? `[${machine}]`;
  const is64Bit = file.readUInt8(4) === 2 && file.readUInt8(5) === 1;
  // Named and not read further: it does not belong into any package.
  if (!is64Bit) {
    return { os: 'linux', cpu, libraries: [], lateLibraries: [], imports: [], versions: {} };
  }
  const sections = readSections(file);
  const dynamic = sections.find(({ type }) => type === dynamicSection);
  const symbols = sections.find(({ type }) => type === dynamicSymbolsSection);
  if (dynamic === undefined || symbols === undefined) {
    throw new BrokenBinary('it has no table of dynamic symbols');
  }
  const versions = sections.find(({ type }) => type === neededVersionsSection);
  return {
    os: 'linux',
    cpu,
    libraries: readNeeded(file, dynamic, sections),
    lateLibraries: [],
    imports: readUndefined(file, symbols, sections),
    versions: versions === undefined ? {} : readVersions(file, versions, sections),
  };
}

/** @param {Buffer} file @returns {Section[]} */
function readSections(file) {
  const start = Number(file.readBigUInt64LE(40));
  const entryBytes = file.readUInt16LE(58);
  const count = file.readUInt16LE(60);
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * entryBytes;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      bytes: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
      entries: file.readUInt32LE(at + 44),
    };
  });
}

/** @param {Section} section @param {readonly Section[]} sections */
function textsOf(section, sections) {
  const texts = sections[section.link];
  if (texts === undefined) throw new BrokenBinary('a section of it names no texts');
  return texts.offset;
}

/** @param {Buffer} file @param {Section} dynamic @param {readonly Section[]} sections */
function readNeeded(file, dynamic, sections) {
  const texts = textsOf(dynamic, sections);
  const needed = [];
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.bytes; at += 16) {
    if (Number(file.readBigUInt64LE(at)) !== neededTag) continue;
    needed.push(textAt(file, texts + Number(file.readBigUInt64LE(at + 8))));
  }
  return needed;
}

/** @param {Buffer} file @param {Section} symbols @param {readonly Section[]} sections */
function readUndefined(file, symbols, sections) {
  const texts = textsOf(symbols, sections);
  const imports = [];
  for (let at = symbols.offset; at < symbols.offset + symbols.bytes; at += 24) {
    const name = file.readUInt32LE(at);
    const isUndefined = file.readUInt16LE(at + 6) === 0;
    if (isUndefined && name !== 0) imports.push({ name: textAt(file, texts + name), from: null });
  }
  return imports;
}

/** @param {Buffer} file @param {Section} section @param {readonly Section[]} sections */
function readVersions(file, section, sections) {
  const texts = textsOf(section, sections);
  /** @type {Record<string, string>} */
  const newest = {};
  let library = section.offset;
  for (let index = 0; index < section.entries; index++) {
    const count = file.readUInt16LE(library + 2);
    let version = library + file.readUInt32LE(library + 8);
    for (let at = 0; at < count; at++) {
      const [, name, number] =
        /^([A-Z]+)_([0-9.]+)$/.exec(textAt(file, texts + file.readUInt32LE(version + 8))) ?? [];
      if (name !== undefined && number !== undefined) {
        newest[name] = laterVersion(newest[name] ?? '0', number);
      }
      version += file.readUInt32LE(version + 12);
    }
    library += file.readUInt32LE(library + 12);
  }
  return newest;
}

/**
 * @param {string} one Numbers with dots between them.
 * @param {string} other
 * @returns {string} The later of the two.
 */
export function laterVersion(one, other) {
  const [ones, others] = [one, other].map((text) => text.split('.').map(Number));
  for (let index = 0; index < Math.max(ones?.length ?? 0, others?.length ?? 0); index++) {
    const difference = (ones?.[index] ?? 0) - (others?.[index] ?? 0);
    if (difference !== 0) return difference > 0 ? one : other;
  }
  return one;
}
