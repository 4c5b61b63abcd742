/**
 * Says when a unit is analysed: a moment after the last keystroke, at once on opening and saving, never after closing.
 *
 * One unit is run per turn of the event loop, so that requests (a hover, code actions before saving) get their answer in
 * between, however many units wait.
 */

/** How long typing must rest before an analysis, in ms: shorter flickers, longer feels slow. */
export const TYPING_DELAY = 150;

type Timer = ReturnType<typeof setTimeout>;

export class Scheduler {
  /** Units whose time has not come, with their timers. */
  private readonly timers = new Map<string, Timer>();
  /** Units whose time has come, first come first served. */
  private readonly due = new Set<string>();
  private turn: Timer | undefined;

  /** @param run starts the analysis of one unit; it must not throw */
  constructor(private readonly run: (key: string) => void) {}

  /** Has a unit run after `delay` ms; a request that waits already is put off or moved forward. */
  schedule(key: string, delay: number): void {
    this.stopTimer(key);
    if (delay <= 0) {
      this.due.add(key);
      this.wake();
    } else if (!this.due.has(key)) {
      const ripe = () => {
        this.timers.delete(key);
        this.due.add(key);
        this.wake();
      };
      this.timers.set(key, setTimeout(ripe, delay));
    }
  }

  /** Forgets a unit: it was closed. */
  cancel(key: string): void {
    this.stopTimer(key);
    this.due.delete(key);
  }

  dispose(): void {
    for (const key of [...this.timers.keys()]) this.stopTimer(key);
    this.due.clear();
    clearTimeout(this.turn);
    this.turn = undefined;
  }

  private stopTimer(key: string): void {
    const timer = this.timers.get(key);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.timers.delete(key);
  }

  private wake(): void {
    this.turn ??= setTimeout(() => this.runNext(), 0);
  }

  private runNext(): void {
    this.turn = undefined;
    const [key] = this.due;
    if (key === undefined) return;
    this.due.delete(key);
    if (this.due.size > 0) this.wake();
    this.run(key);
  }
}
