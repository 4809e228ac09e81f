/**
 * For `expect.poll`: what the palette and the controls offer follows the state a moment late.
 */
export const patiently = { timeout: 30_000 };

/**
 * Waits for a condition of which the editor tells nobody, by asking again and again.
 *
 * @param check Gives null while it is not there yet. What it throws counts as that, and is told
 *   when the time is up: elements come and go while the editor redraws.
 * @param what For the message, such as "the Lab's page".
 */
export const until = async <T>(
  check: () => Promise<T | null>,
  what: string,
  limitMs = 30_000,
): Promise<T> => {
  const endMs = performance.now() + limitMs;
  let reason = '';
  while (performance.now() < endMs) {
    try {
      const found = await check();
      if (found !== null) return found;
      reason = '';
    } catch (error) {
      reason = error instanceof Error ? `: ${error.message}` : '';
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come within ${limitMs / 1000} s${reason}`);
};
