/**
 * How an extension host died, by the log of its server: the workbench takes one that was killed or
 * crashed for one that ended well.
 * @param {string} log
 * @returns {string | null} What the log says, or null when every host ended well.
 */
export function hostDeath(log) {
  const ends = log.matchAll(/Extension Host Process exited with code: (\S+), signal: (\w+)/g);
  for (const [sentence, code, signal] of ends) {
    if (code !== '0' || signal !== 'null') return sentence;
  }
  return null;
}
