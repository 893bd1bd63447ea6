import { startSite } from '@latchkey/testing/site';

/**
 * The two kinds of elsewhere. `127.0.0.1` is another site than `localhost`: no SameSite cookie goes along from there.
 * `localhost` on another port is another origin of the same site, from where every cookie does.
 */
export const elsewhere = [
  { host: '127.0.0.1', kind: 'another site' },
  { host: 'localhost', kind: 'another port' },
] as const;

export type Elsewhere = (typeof elsewhere)[number]['host'];

/** Serve a page of somebody else's for as long as `act` takes. */
export async function withElsewhere(host: Elsewhere, html: string, act: (origin: string) => Promise<void>) {
  const site = await startSite(host, new Map([['/', `<!doctype html><title>Elsewhere</title>${html}`]]));
  try {
    await act(site.origin);
  } finally {
    await site.close();
  }
}

/** A form that posts these fields, and the button that sends it. */
export function renderBait(action: string, fields: Readonly<Record<string, string>>, enctype?: 'text/plain'): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeAttribute(name)}" value="${escapeAttribute(value)}">`,
  );
  const how = enctype === undefined ? '' : ` enctype="${enctype}"`;
  return `<form method="post" action="${action}"${how}>${inputs.join('')}<button>Win a prize</button></form>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
