import { publicIndex } from '../../src/tensorflowLibrary/packageIndex.mjs';

/** What to do when the network is in the way. */
const networkAdvice =
  'Check the network; behind a proxy set HTTPS_PROXY and, on Node 22.21 or 24 and later, NODE_USE_ENV_PROXY=1;' +
  ' for a mirror of the Python package index set PIP_INDEX_URL; for a certificate of your own set NODE_EXTRA_CA_CERTS.';

const otherIndexAdvice = 'try again, or set PIP_INDEX_URL to an index that has the published file.';

/**
 * A failure on the way to TensorFlow's library, in a sentence that says what to do in a terminal.
 * @param {import('../../src/tensorflowLibrary/fetchFailure.mjs').Failure} failure
 * @returns {string}
 */
export function sayFailure(failure) {
  switch (failure.code) {
    case 'badIndexAddress':
      return `PIP_INDEX_URL is not an address: set it to one such as ${publicIndex}.`;
    case 'indexUnreachable':
      return `The package index ${failure.page} could not be read: ${failure.reason}. ${networkAdvice}`;
    case 'notInIndex':
      return `The package index ${failure.page} does not have ${failure.file}: set PIP_INDEX_URL to one that has it, such as ${publicIndex}.`;
    case 'unreachable':
      return `${failure.url} did not arrive: ${failure.reason}. ${networkAdvice}`;
    case 'stalled':
      return `${failure.url} did not arrive: nothing came for ${failure.seconds} s. ${networkAdvice}`;
    case 'cutOff':
      return `${failure.url} did not arrive: the connection ended after ${failure.receivedBytes} of ${failure.expectedBytes} bytes. ${networkAdvice}`;
    case 'refused':
      return `${failure.url} did not arrive: the server answered ${failure.status}. ${networkAdvice}`;
    case 'webPage':
      return `${failure.url} did not arrive: a web page came in its place, as from a network that asks to sign in first. ${networkAdvice}`;
    case 'wrongLength':
      return `${failure.source} is another file (${failure.bytes} bytes came or were announced instead of ${failure.expectedBytes}), so it was thrown away: ${otherIndexAdvice}`;
    case 'wrongChecksum':
      return `${failure.source} has the checksum ${failure.sha256} instead of ${failure.expectedSha256}, so it was thrown away: ${otherIndexAdvice}`;
    case 'noSpace':
      return `The TensorFlow library needs ${gigabytes(failure.neededBytes)} of free space in ${failure.folder}, which has ${gigabytes(failure.freeBytes)}: make room and try again.`;
    case 'diskFull':
      return `The disk is full: ${failure.file} could not be written; make room and try again.`;
    case 'notWritable':
      return `${failure.file} could not be written (${failure.reason}): allow writing there and try again.`;
    case 'badArchive':
      return `${failure.archive} could not be unpacked: ${failure.reason}. Delete it and try again.`;
    case 'cancelled':
      return 'The TensorFlow library was not fetched to its end.';
  }
}

/** @param {number} bytes */
function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
