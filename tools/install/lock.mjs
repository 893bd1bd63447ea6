/** One at a time, among all processes that work in this folder. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { onInterrupt } from '../process-groups.mjs';

/**
 * Wait until no other process holds the lock, hold it while `work` runs, then let go of it. A lock whose process has
 * died counts as free.
 *
 * @template T
 * @param {string} path - of the lock file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  while (!take(path)) {
    breakIfAbandoned(path);
    await wait(100);
  }
  const release = () => rmSync(path, { force: true });
  const withdraw = onInterrupt(release);
  try {
    return await work();
  } finally {
    withdraw();
    release();
  }
}

/**
 * Linking a finished file makes the lock appear with its content, or fails: nobody ever reads half a lock.
 *
 * @param {string} path
 */
function take(path) {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** @param {string} path */
function breakIfAbandoned(path) {
  const holder = readHolder(path);
  if (holder === undefined || isAlive(holder)) return;
  const aside = `${path}.${process.pid}.abandoned`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  // Another process may have broken and taken the lock between our look and our move: then it gets it back.
  if (readHolder(aside) !== holder) linkSync(aside, path);
  rmSync(aside, { force: true });
}

/** @param {string} path */
function readHolder(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
