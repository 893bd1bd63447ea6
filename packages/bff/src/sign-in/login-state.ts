import { hash, type KeyObject } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '@latchkey/tokens/base64url';
import { deriveKey, openBox, sealBox } from '@latchkey/tokens/sealed-box';
import { loginTtlSeconds } from '../cookies/set-cookies.ts';

/** A sign-in on its way: what the browser was sent to the authority with. It travels in the browser, sealed. */
export interface LoginState {
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
  readonly maxAgeSeconds: number | undefined;
  /**
   * The cookie's value of the session that the new one replaces. A `Strict` cookie is not there when the browser comes back,
   * and nothing else opens the tokens that are to be given back then.
   */
  readonly previous: string | undefined;
}

/** Seals and opens them, each under its own `state`, so that no sign-in can be finished with another one's cookie. */
export interface LoginStates {
  /** What the cookie's name ends with: a digest, because whoever sees the name must not learn the state. */
  nameOf(state: string): string;
  seal(login: LoginState, state: string): string;
  /** Undefined for anything that this application did not seal under this state in the last ten minutes. */
  open(sealed: string | undefined, state: string): LoginState | undefined;
}

/**
 * @param parts.sealingKey - of the application; a key of its own is derived from it.
 * @param parts.owner - what else the seal is bound to: the same key may serve another application by mistake.
 */
export function createLoginStates(parts: {
  readonly sealingKey: KeyObject;
  readonly owner: readonly string[];
  readonly nowMs: () => number;
}): LoginStates {
  const { owner, nowMs } = parts;
  const key = deriveKey(parts.sealingKey, 'latchkey bff sign-in');
  const describe = (state: string) => ({ key, associatedData: JSON.stringify([...owner, state]) });
  return {
    nameOf: (state) => hash('sha256', state, 'base64url').slice(0, 16),
    seal(login, state) {
      const expiresAtMs = nowMs() + loginTtlSeconds * 1000;
      return encodeBase64url(sealBox(Buffer.from(JSON.stringify({ ...login, expiresAtMs })), describe(state)));
    },
    open(sealed, state) {
      const box = sealed === undefined ? undefined : decodeBase64url(sealed);
      const plain = box && openBox(box, describe(state));
      if (plain === undefined) return undefined;
      const { expiresAtMs, ...login } = JSON.parse(Buffer.from(plain).toString('utf8')) as LoginState & {
        readonly expiresAtMs: number;
      };
      // Browsers drop the cookie then; one that was copied out of a browser is not theirs to drop.
      return nowMs() < expiresAtMs ? login : undefined;
    },
  };
}
