/** A real Chromium. The credentials it receives are recorded as secrets of the run, and what it complains about is kept. */
import { type BrowserContext, chromium, type LaunchOptions, type Page, type Request } from 'playwright-core';
import { locateProgram } from './programs.ts';
import { recordCookies, recordRedirect, recordTokens } from './record-credentials.ts';

export interface Chromium {
  /** A browser of its own, as of another person: no cookies, nothing stored, one empty tab. */
  openProfile(options?: ProfileOptions): Promise<Profile>;
  /** Quit. Its temporary user-data directory goes with it. */
  close(): Promise<void>;
}

export interface ProfileOptions {
  /** Default `light`. */
  readonly scheme?: ColorScheme | undefined;
  /** Default `desktop`. */
  readonly size?: WindowSize | undefined;
  /** Whether pages may run script. Default true. */
  readonly script?: boolean | undefined;
}

export type ColorScheme = 'light' | 'dark';
export type WindowSize = 'desktop' | 'phone';

/** In CSS pixels. */
export const windowSizes: Readonly<Record<WindowSize, { readonly width: number; readonly height: number }>> = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

export interface Profile {
  readonly context: BrowserContext;
  /** The first tab. */
  readonly page: Page;
  /** Another tab, with the same cookies. */
  openTab(): Promise<Page>;
  /**
   * The errors in the console and the uncaught exceptions, in order: what a policy refused, script that failed. That a
   * server answered with an error is not among them.
   */
  complaints(): readonly string[];
  /** The origins of everything that was asked for, each once. */
  origins(): readonly string[];
  /** What has arrived so far, bodies of unfinished streams apart. */
  answers(): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

/** An answer as the browser got it. */
export interface Answer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** Empty for redirects, and for what the browser itself kept no body of. */
  readonly body: string;
}

/** What the machine is given to become slow, not what anything takes. */
const patienceMs = 60_000;

/**
 * Start the Chromium of the machine, without a window; see `locateProgram` for which. It asks nobody but the pages
 * it is shown: no updates, no sync, no QUIC.
 */
export async function launchChromium(): Promise<Chromium> {
  const browser = await chromium.launch(createLaunchOptions());
  return {
    async openProfile(options) {
      const context = await browser.newContext(createContextOptions(options));
      return watchProfile(context, await context.newPage());
    },
    close: () => browser.close(),
  };
}

/**
 * Start a Chromium that keeps its one profile in a folder. Closing the profile quits the browser; started again with the
 * same folder it is the same person's.
 */
export async function launchLastingProfile(directory: string, options?: ProfileOptions): Promise<Profile> {
  const settings = { ...createLaunchOptions(), ...createContextOptions(options) };
  const context = await chromium.launchPersistentContext(directory, settings);
  return watchProfile(context, context.pages()[0] ?? (await context.newPage()));
}

function createLaunchOptions(): LaunchOptions {
  return {
    executablePath: locateProgram('chromium'),
    headless: true,
    // Chromium cannot build its sandbox as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    timeout: 2 * patienceMs,
  };
}

function createContextOptions({ scheme = 'light', size = 'desktop', script = true }: ProfileOptions = {}) {
  return {
    colorScheme: scheme,
    viewport: windowSizes[size],
    javaScriptEnabled: script,
    locale: 'en-GB',
    timezoneId: 'UTC',
    // What moves would be caught at another place by every screenshot.
    reducedMotion: 'reduce',
  } as const;
}

function watchProfile(context: BrowserContext, page: Page): Profile {
  context.setDefaultTimeout(patienceMs);
  const complaints: string[] = [];
  const origins = new Set<string>();
  const answers: Answer[] = [];
  const underway = new Set<Promise<void>>();
  const track = (work: Promise<void>): void => {
    underway.add(work);
    void work.finally(() => underway.delete(work));
  };
  const settle = async (): Promise<void> => {
    while (underway.size > 0) await Promise.all(underway);
  };

  context.on('console', (message) => {
    const text = message.text();
    if (message.type() !== 'error' || text.startsWith('Failed to load resource: the server responded')) return;
    complaints.push(text);
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url())) origins.add(new URL(request.url()).origin);
  });
  context.on('response', (response) => track(recordHeaders(response.request())));
  context.on('requestfinished', (request) => track(readAnswer(request).then((answer) => void answers.push(answer))));

  return {
    context,
    page,
    openTab: () => context.newPage(),
    complaints: () => complaints,
    origins: () => [...origins],
    async answers() {
      await settle();
      return answers;
    },
    async close() {
      await settle();
      await context.close();
    },
  };
}

async function recordHeaders(request: Request): Promise<void> {
  const response = await request.response().catch(leave);
  const headers = (await response?.headersArray().catch(leave)) ?? [];
  for (const { name, value } of headers) {
    if (name.toLowerCase() === 'set-cookie') recordCookies(value.split('\n'));
    if (name.toLowerCase() === 'location') recordRedirect(value, request.url());
  }
}

async function readAnswer(request: Request): Promise<Answer> {
  const response = await request.response().catch(leave);
  const body = (await response?.text().catch(leave)) ?? '';
  if (response?.headers()['content-type']?.startsWith('application/json') === true) recordTokens(parseJson(body));
  return { method: request.method(), url: request.url(), status: response?.status() ?? 0, body };
}

/** A redirect has no body, and a tab that is closed meanwhile answers no more questions. */
function leave(): undefined {}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
