import { readRecording } from '../../../src/language/recording/recording.js';

/** A recording with plain arrays. */
export function read(bytes: Uint8Array) {
  const answer = readRecording(bytes);
  if (answer.kind === 'fault') throw new Error(answer.message);
  const { times, sizes, torn, more } = answer.recording;
  return { times: [...times], sizes: sizes && [...sizes], torn, more };
}

export function faultIn(bytes: Uint8Array) {
  const answer = readRecording(bytes);
  if (answer.kind !== 'fault') throw new Error('there is no fault');
  const { of, message, line } = answer;
  return { of, message, line };
}
