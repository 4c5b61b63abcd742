/** "MLOps: Restart Server": from a clean state, also after the server failed to start or was stopped. */
import { State } from 'vscode-languageclient';
import type { Session } from '../activate';

let restarting: Promise<void> | undefined;

/** Restarts; a second call while one runs waits for the first. */
export function restartServer(session: Session): Promise<void> {
  restarting ??= restart(session).finally(() => (restarting = undefined));
  return restarting;
}

async function restart({ client, output }: Session): Promise<void> {
  output.info('Restarting the server');
  try {
    if (client.state === State.Running) await client.stop();
  } catch (error) {
    output.warn(`The server did not stop by itself: ${String(error)}`); // the client has ended it
  }
  await client.start();
}
