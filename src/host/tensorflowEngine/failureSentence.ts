/** What went wrong on the way to TensorFlow's library, for the user of the editor. */
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { Failure } from '../../tensorflowLibrary/fetchFailure.mjs';

const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);

const networkAdvice = (): Sentence =>
  sentence(
    'Check the network and the editor’s proxy settings (http.proxy), or fetch the file elsewhere and choose “Use a File…”.',
  );

/** In one sentence with what to do about it. */
export const failureSentence = (failure: Failure): Sentence => {
  switch (failure.code) {
    case 'badIndexAddress':
      return sentence(
        'The environment variable PIP_INDEX_URL is not an address; correct or unset it and start the editor again.',
      );
    case 'indexUnreachable':
      return sentence(
        'The package index {0} could not be read ({1}). {2}',
        failure.page,
        failure.reason,
        networkAdvice(),
      );
    case 'notInIndex':
      return sentence(
        'The answer of {0} does not name {1}: it may be a mirror without that file, or a network that asks to sign in first. {2}',
        failure.page,
        failure.file,
        networkAdvice(),
      );
    case 'unreachable':
      return sentence(
        '{0} did not arrive ({1}). What has arrived is kept for the next try. {2}',
        failure.url,
        failure.reason,
        networkAdvice(),
      );
    case 'stalled':
      return sentence(
        '{0} did not arrive: nothing came for {1} s. What has arrived is kept for the next try. {2}',
        failure.url,
        failure.seconds,
        networkAdvice(),
      );
    case 'cutOff':
      return sentence(
        '{0} did not arrive: the connection ended after {1} of {2} MB. What has arrived is kept for the next try. {3}',
        failure.url,
        megabytes(failure.receivedBytes),
        megabytes(failure.expectedBytes),
        networkAdvice(),
      );
    case 'refused':
      return sentence('{0} was refused ({1}). {2}', failure.url, failure.status, networkAdvice());
    case 'webPage':
      return sentence(
        'A web page came in place of {0}, as from a network that asks to sign in first. {1}',
        failure.url,
        networkAdvice(),
      );
    case 'wrongLength':
      return sentence(
        '{0} is not the published file: {1} bytes came or were announced instead of {2}. It was thrown away; try again, or choose “Use a File…”.',
        failure.source,
        failure.bytes,
        failure.expectedBytes,
      );
    case 'wrongChecksum':
      return sentence(
        '{0} is not the published file: its checksum is another. It was thrown away; try again, or choose “Use a File…”.',
        failure.source,
      );
    case 'noSpace':
      return sentence(
        'Installing needs {0} MB of free space in {1}, which has {2} MB; make room and try again.',
        megabytes(failure.neededBytes),
        failure.folder,
        Math.floor(failure.freeBytes / 1e6),
      );
    case 'diskFull':
      return sentence(
        'The disk became full while {0} was written. All of it was removed again; make room and try again.',
        failure.file,
      );
    case 'notWritable':
      return sentence(
        '{0} could not be written ({1}); allow writing there and try again.',
        failure.file,
        failure.reason,
      );
    case 'badArchive':
      return sentence('{0} could not be unpacked ({1}).', failure.archive, failure.reason);
    case 'cancelled':
      return sentence('Installing the TensorFlow engine was cancelled.');
  }
};
