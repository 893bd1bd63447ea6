import type { Gate, Proxy } from '../gate.ts';
import type { BffSettings } from '../options.ts';
import { respondProblem } from '../respond.ts';
import { createAgents } from './agents.ts';
import { describeFailure } from './failure.ts';
import { type ForwardParts, forwardRequest } from './forward.ts';
import { judgeTarget } from './judge-target.ts';
import { createOpenStreams } from './open-streams.ts';
import { isNearApi } from './path.ts';
import { upgradeSocket } from './upgrade.ts';

export interface ProxyParts {
  readonly settings: BffSettings;
  readonly gate: Gate;
}

/** Make the part that passes requests on. Holds connections to the APIs until it is closed. */
export function createProxy({ settings, gate }: ProxyParts): Proxy {
  const agents = createAgents();
  const openStreams = createOpenStreams({ store: settings.store, log: settings.log });
  const stopListening = gate.onSessionsEnded(() => openStreams.check());
  const parts: ForwardParts = { settings, gate, agents, openStreams };

  /** Nothing is asked of the session before the request itself is one that could be passed on. */
  async function judgeAndForward(request: Request, path: string, search: string): Promise<Response> {
    const { method, headers } = request;
    const judged = judgeTarget({ method, path, search, headers }, settings.apis);
    if (!judged.ok) return respondProblem(judged.problem);
    const opensStream = /\btext\/event-stream\b/i.test(headers.get('accept') ?? '');
    const admitted = await gate.admit({ method, headers, opensStream });
    if (!admitted.ok) return respondProblem(admitted.problem);
    return forwardRequest({ request, matched: judged.value, search, session: admitted.value }, parts);
  }

  return {
    async handle(request, path, search) {
      try {
        return await judgeAndForward(request, path, search);
      } catch (error) {
        return respondProblem(describeFailure(error, settings.log));
      }
    },
    claims: (path) => isNearApi(settings.apis, path),
    upgrade: (request, socket, head) => upgradeSocket({ request, socket, head }, parts),
    close() {
      stopListening();
      openStreams.close();
      agents.close();
    },
  };
}
