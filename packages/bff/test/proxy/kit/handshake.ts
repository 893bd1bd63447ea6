const key = 'dGhlIHNhbXBsZSBub25jZQ==';

/** A WebSocket handshake as a browser writes it; `headers` over the usual ones. */
export function formatHandshake(path: string, headers: Readonly<Record<string, string>>, method = 'GET'): string {
  const all = {
    ...{ Host: 'localhost', Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
    ...{ 'Sec-WebSocket-Key': key, ...headers },
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
