/** How the results are grouped and filtered; remembered for the workspace. */
import * as vscode from 'vscode';
import { type Grouping, GROUPINGS, SEVERITIES, type Severity } from './nodes';

/** Context keys, by which the menus grey out what is chosen; the same names in the workspace's memory. */
const KEYS = { grouping: 'mlopsAntipatterns.auditGrouping', least: 'mlopsAntipatterns.auditFilter' } as const;

export class ViewState {
  constructor(private readonly memory: vscode.Memento) {
    void this.tell(KEYS.grouping, this.grouping);
    void this.tell(KEYS.least, this.least);
  }

  get grouping(): Grouping {
    const known = this.memory.get<Grouping>(KEYS.grouping);
    return known && GROUPINGS.includes(known) ? known : 'area';
  }

  set grouping(grouping: Grouping) {
    void this.memory.update(KEYS.grouping, grouping);
    void this.tell(KEYS.grouping, grouping);
  }

  /** The mildest severity that is shown. */
  get least(): Severity {
    const known = this.memory.get<Severity>(KEYS.least);
    return known && SEVERITIES.includes(known) ? known : 'hint';
  }

  set least(least: Severity) {
    void this.memory.update(KEYS.least, least);
    void this.tell(KEYS.least, least);
  }

  private tell(key: string, value: string): Thenable<unknown> {
    return vscode.commands.executeCommand('setContext', key, value);
  }
}
