import type { FetchSettings } from './fetch-json.ts';
import { fetchMetadata, type IssuerMetadata } from './metadata.ts';

/** The issuer's metadata, fetched when first asked for and kept; shared by keys, feed and introspection. */
export interface MetadataSource {
  /** Rejects with a GuardError `fetch_failed`; asked again, it tries again. One fetch at a time. */
  get(): Promise<IssuerMetadata>;
  /** Fetch anew next time, because what it says did not work. */
  forget(): void;
  /** End the fetch under way, which keeps the process alive; whoever awaits it sees it fail. */
  stop(): void;
}

/** Metadata of an issuer; nothing is fetched yet. */
export function createMetadataSource(issuer: string, settings: FetchSettings): MetadataSource {
  let current: Promise<IssuerMetadata> | undefined;
  let fetching = new AbortController();
  return {
    get() {
      if (current !== undefined) return current;
      const started = fetchMetadata(issuer, { ...settings, signal: fetching.signal });
      current = started;
      started.catch(() => {
        if (current === started) current = undefined;
      });
      return started;
    },
    forget() {
      current = undefined;
    },
    stop() {
      fetching.abort();
      fetching = new AbortController();
    },
  };
}
