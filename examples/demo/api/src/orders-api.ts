import type { HonoGuard } from '@latchkey/guard/hono';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';

export interface Order {
  readonly id: number;
  readonly item: string;
}

/** How often an open stream says something, in milliseconds. */
const tickMs = 1000;

/**
 * The demo API: a read, a write, a sensitive route and a stream, each protected by one line. Its orders live in memory and
 * are gone when it stops.
 */
export function createOrdersApi(guard: HonoGuard): Hono {
  const orders = new Map<number, Order>([
    [1, { id: 1, item: 'A lamp' }],
    [2, { id: 2, item: 'Two chairs' }],
  ]);
  let lastId = orders.size;
  const app = new Hono();

  app.get('/health', guard.hono({ public: true }), (context) => context.text('ok'));

  app.get('/orders', guard.hono({ scope: 'orders:read' }), (context) => {
    return context.json({ orders: [...orders.values()], askedBy: context.var.auth.claims.sub });
  });

  app.post('/orders', guard.hono({ scope: 'orders:write' }), async (context) => {
    const item = readItem(await context.req.json().catch(() => undefined));
    if (item === undefined) return context.json({ detail: 'Send {"item": "…"} with 1 to 100 characters.' }, 400);
    lastId += 1;
    const order: Order = { id: lastId, item };
    orders.set(order.id, order);
    return context.json(order, 201);
  });

  // Deleting needs the permission of a role and rights no older than a minute: an older token is answered 401, and the
  // client refreshes.
  const mayDelete = guard.hono({ scope: 'orders:write', permission: 'orders:delete', maxAgeSeconds: 60 });
  app.delete('/orders/:id', mayDelete, (context) => {
    const isGone = orders.delete(Number(context.req.param('id')));
    return isGone ? context.body(null, 204) : context.json({ detail: 'There is no such order.' }, 404);
  });

  // Stays open until the reader leaves or its session is revoked: the guard closes it then.
  app.get('/events', guard.hono({ scope: 'orders:read' }), (context) => {
    return streamSSE(context, async (stream) => {
      while (!stream.aborted) {
        await stream.writeSSE({ event: 'orders', data: String(orders.size) });
        await stream.sleep(tickMs);
      }
    });
  });

  return app;
}

function readItem(body: unknown): string | undefined {
  const item = typeof body === 'object' && body !== null && 'item' in body ? body.item : undefined;
  return typeof item === 'string' && item.length >= 1 && item.length <= 100 ? item : undefined;
}
