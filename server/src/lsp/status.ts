/** Tells the client how the server does, for its status item. */
import type { Connection } from 'vscode-languageserver';
import { SEVERITIES, type Severity } from '../engine';
import { messages, type Status } from './protocol';

type Counts = Readonly<Record<Severity, number>>;

export class StatusReporter {
  private readonly counts = new Map<string, Counts>();
  /** What goes on at length, by a name of its own. */
  private readonly work = new Map<string, string>();
  /** Faults of ours, by unit. */
  private readonly faults = new Map<string, string>();
  private sent = '';

  constructor(
    private readonly connection: Connection,
    private readonly version: string,
    private readonly isWanted: boolean,
  ) {}

  /** Long work starts, or ends (`message` undefined). */
  busy(work: string, message: string | undefined): void {
    if (message === undefined) this.work.delete(work);
    else this.work.set(work, message);
    this.send();
  }

  /** A file could not be analysed, or could again (`message` undefined). */
  fault(key: string, message: string | undefined): void {
    if (message === undefined) this.faults.delete(key);
    else this.faults.set(key, message);
  }

  /** The findings of an open unit were counted. */
  counted(key: string, counts: Counts): void {
    this.counts.set(key, counts);
    this.send();
  }

  /** An open unit was closed. */
  forget(key: string): void {
    this.faults.delete(key);
    if (this.counts.delete(key)) this.send();
  }

  /** Sends the status, unless it is the one that was sent last. */
  send(): void {
    if (!this.isWanted) return;
    const [fault] = this.faults.values();
    const [work] = this.work.values();
    const total = (severity: Severity): number =>
      [...this.counts.values()].reduce((sum, counts) => sum + counts[severity], 0);
    const status: Status = {
      state: work !== undefined ? 'busy' : fault ? 'error' : 'ok',
      message: work ?? fault?.split('\n')[0],
      counts: Object.fromEntries(SEVERITIES.map((severity) => [severity, total(severity)])) as Record<
        Severity,
        number
      >,
      open: this.counts.size,
      version: this.version,
    };
    const text = JSON.stringify(status);
    if (text === this.sent) return;
    this.sent = text;
    void this.connection.sendNotification(messages.status, status);
  }
}
