import type { Socket } from 'node:net';
import { createAddressSet, isLoopbackAddress, normalizeAddress } from './client-address.ts';

/** Who is at the other end of a connection. */
export interface Peer {
  /** In the one spelling of its kind; empty when the connection is gone already. */
  readonly address: string;
  /** Whether it is answered at all. */
  readonly isAllowed: boolean;
}

export interface PeerRules {
  readonly trustedProxies: readonly string[];
  /** Without TLS of its own a server talks to this machine and to trusted proxies only (H1). */
  readonly isPlainHttp: boolean;
}

/** Judges the peer of a connection, once for all of its requests. */
export function createPeerJudge({ trustedProxies, isPlainHttp }: PeerRules): (socket: Socket) => Peer {
  const proxies = createAddressSet(trustedProxies);
  const judged = new WeakMap<Socket, Peer>();
  return (socket) => {
    const known = judged.get(socket);
    if (known !== undefined) return known;
    const remoteAddress = socket.remoteAddress ?? '';
    const address = normalizeAddress(remoteAddress) ?? remoteAddress;
    const peer = { address, isAllowed: !isPlainHttp || isLoopbackAddress(address) || proxies.has(address) };
    judged.set(socket, peer);
    return peer;
  };
}
