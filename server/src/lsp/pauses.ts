/** Long work in small steps: between them the server reads and answers messages. */

/** The longest that a step may keep others waiting, in ms. */
const STEP = 10;

/**
 * Gives a function to await between steps: it lets the event loop turn once a step's time is over, and costs nothing before.
 * @param now milliseconds of a clock
 */
export function pauses(now: () => number): () => Promise<void> {
  let since = now();
  return async () => {
    if (now() - since < STEP) return;
    await turn();
    since = now();
  };
}

/** Lets everything run that waits in the event loop, incoming messages among it. */
export function turn(): Promise<void> {
  // One message is dispatched per turn, and a timer comes before input: two turns let a waiting one through.
  return new Promise((resolve) => setTimeout(() => setTimeout(resolve, 0), 0));
}
