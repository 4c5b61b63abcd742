/** What is wrong with grammars/ compared with the installed package; empty if nothing is. */
export function check(): Promise<string[]>;
