import type { ServerResponse } from 'node:http';
import { waitForDrain } from './proxy/wait-for-drain.ts';

/**
 * Write an answer to a Node response: each piece of its body as it comes, at the browser's pace. A body that fails breaks
 * the connection, so that no browser takes a part for the whole; a browser that leaves cancels the body. Headers that
 * others set before stay unless the answer has its own. Never rejects.
 */
export async function writeResponse(outgoing: ServerResponse, response: Response): Promise<void> {
  const reader = response.body?.getReader();
  const cancel = () => void reader?.cancel().catch(() => {});
  if (outgoing.destroyed) {
    cancel();
    return;
  }
  outgoing.on('close', cancel);
  try {
    outgoing.writeHead(response.status, collectHeaders(response.headers));
    if (reader === undefined) {
      outgoing.end();
      return;
    }
    // A stream's first piece may be long in coming; its reader waits for the headers. Not `flushHeaders`: that writes them as
    // UTF-8, and each byte beyond ASCII of an API's header, such as a file's name, would become two.
    outgoing.write('', 'latin1');
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      if (!outgoing.write(read.value)) await waitForDrain(outgoing);
    }
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}

function collectHeaders(headers: Headers): Record<string, string | string[]> {
  const collected: Record<string, string | string[]> = {};
  for (const [name, value] of headers) collected[name] = value;
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) collected['set-cookie'] = cookies;
  return collected;
}
